import { describe, expect, it } from 'vitest';
import { latenciesOf } from '../latencies.ts';
import { twoKilobytes } from '../redaction/load-texts.ts';
import { startRedaction } from '../redaction/process.ts';
import { serviceFigures } from '../redaction/service-load.ts';
import { parseStatus, residentMemory } from '../resident-memory.ts';
import { argumentsOf } from '../service-process.ts';

it('texts of the steady load have two kilobytes each', () => {
  const made = twoKilobytes(['short 😀', 'and another'], 5);
  expect(made).toHaveLength(5);
  expect(made.every((each) => each.length === 2000 && each.isWellFormed())).toBe(true);
});

it('a redactor works in a process of its own, and every text of a steady load is answered', async () => {
  const subject = await startRedaction('rollcall without names');
  try {
    expect(await subject.find(['write to bo@post.com', 'nothing'])).toEqual([
      [{ start: 9, end: 20, type: 'EMAIL_ADDRESS' }],
      [],
    ]);
    const texts = Array.from({ length: 20 }, () => 'bo@post.com');
    expect(await subject.latencies(texts, 200)).toHaveLength(20);
    const { bytes, cpuSeconds } = await subject.throughput(['bo@post.com'], 0.05);
    expect(bytes % 11).toBe(0);
    expect(cpuSeconds).toBeGreaterThanOrEqual(0.05);
    expect(await subject.memory()).toBeGreaterThan(1e6);
  } finally {
    subject.stop();
  }
}, 60_000);

describe('the service’s figures', () => {
  const round = (ms: number, mostBytes: number, failed = 0) => ({
    latencies: latenciesOf([ms, ms, 2 * ms], failed, 1),
    cpuMsPerRequest: ms / 2,
    mostBytes,
  });

  it('are medians of the rounds, and the most memory and all failures of them', () => {
    const rounds = [round(4, 90 * 2 ** 20), round(6, 120 * 2 ** 20, 1), round(40, 80 * 2 ** 20)];
    expect(serviceFigures(50, rounds, { warm: 70 * 2 ** 20, end: 2 ** 20 })).toEqual({
      perSecond: 50,
      rounds: 3,
      answers: 9,
      failed: 1,
      p50Ms: 6,
      p95Ms: 12,
      p99Ms: 12,
      cpuMsPerRequest: 3,
      memoryMiB: { warm: 70, load: 120, end: 1 },
    });
  });

  it('have no memory and no processor time where the system does not tell', () => {
    const blind = { ...round(4, 0), cpuMsPerRequest: null, mostBytes: null };
    expect(serviceFigures(50, [blind], { warm: undefined, end: undefined })).toMatchObject({
      cpuMsPerRequest: null,
      memoryMiB: { warm: null, load: null, end: null },
    });
  });
});

it('the service that is measured is started as in a stack', () => {
  const args = argumentsOf('redactor');
  expect(args.at(-1)).toMatch(/apps.redactor.src.main\.ts$/);
  expect(args).toEqual(expect.arrayContaining(['--max-semi-space-size=4', '--heap-growing-percent=15']));
});

it('resident memory is read from the status of a process', () => {
  expect(parseStatus('Name:\tnode\nVmHWM:\t  200 kB\nVmRSS:\t  150 kB\n')).toBe(150 * 1024);
  expect(parseStatus('Name:\tnode\n')).toBeUndefined();
  expect(residentMemory(2 ** 30)).toBeUndefined();
});

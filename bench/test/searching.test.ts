import { describe, expect, it } from 'vitest';
import { closedLoop, latenciesOf, openLoop } from '../latencies.ts';
import { createProse } from '../search/passages.ts';
import { renderSearch } from '../search/table.ts';

describe('latencies', () => {
  it('are nearest ranks of the answers’ times', () => {
    const times = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(latenciesOf(times, 3, 2)).toEqual({
      answers: 100,
      failed: 3,
      perSecond: 50,
      p50: 50,
      p95: 95,
      p99: 99,
      most: 100,
    });
  });

  it('of an open loop begin when a question was due, however slow those before it are', async () => {
    let busy = Promise.resolve();
    const oneAtATime = () => {
      busy = busy.then(() => new Promise((resolve) => setTimeout(resolve, 20)));
      return busy;
    };
    const found = await openLoop(oneAtATime, { perSecond: 200, seconds: 0.1 });
    expect(found.answers).toBe(20);
    expect(found.most).toBeGreaterThan(250);
  });

  it('count what fails apart', async () => {
    const ask = async (index: number) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (index % 2 === 0) throw new Error('refused');
    };
    const found = await closedLoop(ask, { clients: 2, seconds: 0.1 });
    expect(found.failed).toBeGreaterThan(0);
    expect(found.answers).toBeGreaterThan(0);
  });
});

describe('the generated passages', () => {
  it('are the same in every run, and like prose in length and in words', () => {
    const passagesOf = () => {
      const prose = createProse(1);
      return Array.from({ length: 200 }, (_, index) => prose.passage(`p${index}`));
    };
    const passages = passagesOf();
    expect(passagesOf()).toEqual(passages);
    const words = passages.map(({ text }) => text.split(' '));
    const mean = words.reduce((sum, each) => sum + each.length, 0) / words.length;
    expect(mean).toBeGreaterThan(90);
    expect(mean).toBeLessThan(120);
    expect(new Set(words.flat()).size).toBeGreaterThan(3000);
  });
});

it('shows each way with its loops, and what an answer costs', () => {
  const closed = latenciesOf([1, 2, 3], 0, 1);
  const shown = renderSearch({
    passages: 10,
    ingest: { perSecond: 1234.5 },
    index: { mebibytes: 3, bytesPerPosting: 4.25, segments: 2 },
    snapshot: { mebibytes: 5, loadSeconds: 1.5 },
    ways: [
      { name: 'one', open: closed, closed, cpu: { retriever: 0.003 } },
      { name: 'other', closed },
    ],
    lookups: { ours: 90, bare: 100, ratio: 0.9, pgbench: undefined },
  });
  expect(shown.split('\n').filter((line) => line.startsWith('one'))).toHaveLength(3);
  expect(shown).toContain('one: processor ms an answer: retriever 1.00');
  expect(shown).toContain('ratio 0.90');
});

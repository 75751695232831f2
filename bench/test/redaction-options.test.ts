import { describe, expect, it } from 'vitest';
import { progressOn } from '../progress.ts';
import { readOptions } from '../redaction/options.ts';
import { subjectNames } from '../redaction/subjects.ts';
import { renderRedaction } from '../redaction/table.ts';

describe('the options', () => {
  it('measure everything where nothing is said', () => {
    expect(readOptions([])).toEqual({
      file: undefined,
      limit: undefined,
      subjects: [...subjectNames],
      service: true,
      rounds: 3,
      seconds: 10,
      json: false,
    });
  });

  it('choose by name and by group', () => {
    const chosen = (only: string) => {
      const { subjects, service } = readOptions(['--only', only]) as { subjects: string[]; service: boolean };
      return [...subjects, ...(service ? ['service'] : [])];
    };
    expect(chosen('ours')).toEqual(['rollcall', 'rollcall without names', 'service']);
    expect(chosen('compromise, rollcall')).toEqual(['rollcall', 'compromise']);
    expect(chosen('peers')).toEqual(subjectNames.slice(2));
    expect(chosen('service')).toEqual(['service']);
  });

  it('of a quick look can be overruled one by one', () => {
    expect(readOptions(['--quick', '--rounds', '2', 'mine.jsonl'])).toMatchObject({
      file: 'mine.jsonl',
      rounds: 2,
      seconds: 2,
      limit: 60,
    });
  });

  it.each([
    [['--only', 'presidio']],
    [['--rounds', '0']],
    [['--rounds', '1.5']],
    [['--seconds', 'x']],
    [['--fast']],
    [['a', 'b']],
  ])('refuse %j', (args) => {
    expect(() => readOptions(args)).toThrow(TypeError);
  });
});

it('the tables fit a terminal of 100 columns', () => {
  const quality = {
    precision: 0.5,
    recall: 0.25,
    f1: 0.33,
    f2: 0.3,
    tokenF1: 0.4,
    leaked: 0.98765,
    flagged: null,
  };
  const shown = renderRedaction({
    file: 'mine.jsonl',
    texts: 12,
    subjects: subjectNames.map((name) => ({
      name,
      quality,
      megabytesPerCpuSecond: 12.345,
      rounds: [12.345, 11, 10.5],
      p50Ms: 12_345.67,
      p95Ms: 23_456.78,
      memoryMiB: 123.4,
    })),
    shared: [
      { peer: '@openredaction/core', types: ['PERSON'], marked: 12_345, theirs: quality, ours: quality },
    ],
    service: {
      perSecond: 50,
      rounds: 3,
      answers: 1500,
      failed: 12,
      p50Ms: 12_345.67,
      p95Ms: 2,
      p99Ms: 3,
      cpuMsPerRequest: 4.56,
      memoryMiB: { warm: 150, load: 160, end: null },
    },
  });
  expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  for (const name of subjectNames) expect(shown).toContain(name);
  expect(shown).toContain('98.8 %');
  expect(shown).toContain('12.35');
});

describe('progress', () => {
  const written = (stream: { isTTY?: boolean; columns?: number }): string => {
    let text = '';
    const progress = progressOn({
      ...stream,
      write: (piece) => {
        text += piece;
      },
    });
    progress.say('one');
    progress.say('two and more');
    progress.done();
    return text;
  };

  it('is one line on a terminal, no longer than it is wide, and goes', () => {
    expect(written({ isTTY: true, columns: 8 })).toBe('\r\x1b[Kone\r\x1b[Ktwo and\r\x1b[K');
  });

  it('is a line each elsewhere', () => {
    expect(written({})).toBe('one\ntwo and more\n');
  });
});

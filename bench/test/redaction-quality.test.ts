import { describe, expect, it } from 'vitest';
import { onSharedTypes, qualityOf } from '../redaction/quality.ts';

const text = (value: string, ...spans: [number, number, string][]) => ({
  id: value,
  text: value,
  group: value,
  spans: spans.map(([start, end, type]) => ({ start, end, type })),
});

const at = (start: number, end: number, type?: string) => ({
  start,
  end,
  ...(type === undefined ? {} : { type }),
});

describe('comparing redactors', () => {
  it('goes by places, whatever they call a type, and not by dates', () => {
    const texts = [
      text('Bo, 1 May, Cy', [0, 2, 'PERSON'], [4, 9, 'DATE_TIME'], [11, 13, 'X']),
      text('clean'),
    ];
    const quality = qualityOf(texts, [[at(0, 2), at(4, 9)], [at(0, 5)]]);
    expect(quality).toMatchObject({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, f2: 1 / 2, leaked: 1 / 2 });
    expect(quality.flagged).toBe(1);
  });

  it('counts what reaches from a mark that is compared into one that is not', () => {
    const texts = [text('Mr Bo Li', [0, 2, 'TITLE'], [3, 8, 'PERSON'])];
    expect(qualityOf(texts, [[at(0, 8)]])).toMatchObject({ precision: 1, recall: 1 });
    expect(qualityOf(texts, [[at(0, 2)]])).toMatchObject({ precision: 0, recall: 0, flagged: null });
  });

  it('weighs recall four times as much as precision in F2', () => {
    const texts = [text('Bo, Cy', [0, 2, 'PERSON'], [4, 6, 'PERSON'])];
    const { f1, f2 } = qualityOf(texts, [[at(0, 2)]]);
    expect(f1).toBeCloseTo(2 / 3);
    expect(f2).toBeCloseTo(5 / 9);
  });
});

describe('comparing on the types that a peer looks for', () => {
  const texts = [text('Bo in Rome, 10.0.0.1', [0, 2, 'PERSON'], [6, 10, 'LOCATION'], [12, 20, 'IP_ADDRESS'])];
  const ours = [[at(0, 2, 'PERSON'), at(6, 10, 'LOCATION'), at(3, 5, 'ORGANIZATION')]];

  it('asks neither for others, nor blames for finding them', () => {
    const shared = onSharedTypes('@redactpii/node', texts, { theirs: [[at(12, 20)]], ours });
    expect(shared).toMatchObject({ peer: '@redactpii/node', types: ['PERSON'], marked: 1 });
    expect(shared.ours).toMatchObject({ precision: 1, recall: 1 });
    expect(shared.theirs).toMatchObject({ precision: 0, recall: 0 });
  });

  it('takes all but what a peer says it leaves out', () => {
    const shared = onSharedTypes('@openredaction/core', texts, { theirs: [[at(12, 20)]], ours });
    expect(shared.types).toEqual(['IP_ADDRESS', 'LOCATION', 'PERSON']);
    expect(shared.theirs.recall).toBeCloseTo(1 / 3);
    expect(shared.ours).toMatchObject({ precision: 1 });
    expect(shared.ours.recall).toBeCloseTo(2 / 3);
  });

  it('counts a finding of ours as the type that the file marks it by', () => {
    const marked = [text('SE1 7EH', [0, 7, 'LOCATION'])];
    const found = { theirs: [[]], ours: [[at(0, 7, 'UK_POSTCODE')]] };
    expect(onSharedTypes('compromise', marked, found).ours).toMatchObject({ precision: 1, recall: 1 });
  });
});

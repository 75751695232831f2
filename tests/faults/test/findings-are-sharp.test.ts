import { describe, expect, it } from 'vitest';
import { everyone, nobody } from '../src/fault.ts';
import { type Aftermath, findings, type Outcome } from '../src/findings.ts';

const summary: Outcome['summary'] = {
  run: '6a0b2f0e-61a1-4a39-9f63-2b8f4f6c1f10',
  documents: 40,
  answered: 38,
  abstained: 2,
  failed: 0,
  lost: 0,
  open: 0,
  modelCalls: 40,
  failuresByCode: {},
};
const fine: Outcome = { exit: 0, summary, modelRequests: 40 };
const calm: Aftermath = { rows: 40, distinct: 40, closed: 40, codes: {}, busy: 0, over: [] };
const failed = (codes: Record<string, number>): [Outcome, Aftermath] => [
  { ...fine, exit: 3, summary: { ...summary, answered: 0, abstained: 0, failed: 40 } },
  { ...calm, codes },
];

describe('what a fault must not leave behind', () => {
  it('nothing is found where all is well', () => {
    expect(findings(everyone, fine, calm)).toEqual([]);
    expect(findings(nobody('model.timeout'), ...failed({ 'model.timeout': 40 }))).toEqual([]);
  });

  it.each<[string, Partial<Aftermath>, RegExp]>([
    ['a row is missing', { rows: 39, distinct: 39, closed: 39 }, /39 rows for 40 documents/],
    ['a document has two rows', { distinct: 39 }, /1 documents have two rows/],
    ['a row is open', { closed: 38 }, /2 rows are not closed/],
    ['a connection is stuck', { busy: 1 }, /1 connections are not back to idle/],
    ['a service is over its share', { over: ['retriever (data)'] }, /retriever \(data\) has more/],
  ])('%s', (_what, wrong, said) => {
    expect(findings(everyone, fine, { ...calm, ...wrong }).join()).toMatch(said);
  });

  it('too few answers, a wrong exit status, a model that was asked twice', () => {
    const fewer = { ...fine, exit: 3, summary: { ...summary, answered: 30 }, modelRequests: 41 };
    expect(findings({ ...everyone, modelCalls: 40 }, fewer, calm)).toEqual([
      '32 answered or abstained, at least 40 expected',
      'the command ended with 3, not 0',
      'the model was asked 41 times, at most 40 expected',
    ]);
  });

  it('a code that the fault does not cause, and one that there is not', () => {
    const [outcome, after] = failed({ 'row.lost': 39, none: 1 });
    expect(findings(nobody('model.timeout'), outcome, after).join()).toMatch(
      /without a code.*39 rows failed with row\.lost/,
    );
  });
});

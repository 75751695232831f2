import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, testGroundingData } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { assessEvidence, tooLittle } from '../src/evidence.ts';
import { type VerifyInput, verifyAnswer } from '../src/support.ts';
import { generatedCase } from './generated-prose.ts';
import { brokenBy, brokenByEvidence } from './promises.ts';

const passages = [{ id: 'p', text: 'The deposit is 400 euros. It is due in May.' }];

describe('a promise', () => {
  const input = { answer: 'The deposit is 400 euros. The pier was sold for 9 dollars.', passages };
  const found = verifyAnswer(input);
  const [kept, unkept] = found.claims;

  it('is kept by a verdict of ours', () => {
    expect(found.claims.map(({ supported }) => supported)).toEqual([true, false]);
    expect(brokenBy(input, found)).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['a supported claim has a citation, another none', { citations: [] }, {}],
    ['a citation lies within its passage', { citations: [{ passageId: 'p', start: 30, end: 99 }] }, {}],
    ['a citation names a passage', { citations: [{ passageId: 'q', start: 0, end: 1 }] }, {}],
    [
      'a citation begins and ends with what it says',
      { citations: [{ passageId: 'p', start: 3, end: 11 }] },
      {},
    ],
    ['a part lies within its claim', {}, { unsupportedSpans: [{ start: 0, end: 3 }] }],
    ['an unsupported claim has an unsupported part, another none', {}, { unsupportedSpans: [] }],
    ['a claim is the slice that its offsets name', { start: 1 }, {}],
    ['claims stand in order and do not overlap', {}, { start: 20 }],
    ['a score is a number from 0 to 1', {}, { score: Number.NaN }],
    ['a reason names a part', {}, { reasons: [{ code: 'words_not_supported', span: 7 }] }],
  ])('that is broken is named: %s', (promise, first, second) => {
    const claims = [
      { ...kept!, ...first },
      { ...unkept!, ...second },
    ];
    expect(brokenBy(input, { ...found, claims })).toContain(promise);
  });

  it('of the evidence that is broken is named', () => {
    const asked = { question: 'How much is the deposit?', passages };
    const evidence = assessEvidence(asked.question, passages);
    expect(brokenByEvidence(asked, evidence)).toEqual([]);
    const wrong = { ...evidence, score: Number.NaN, best: ['q'], missing: ['pier'] };
    expect(brokenByEvidence(asked, wrong)).toHaveLength(4);
  });
});

describe('prose that is made up', () => {
  const random = seededRandom(11);
  const cases = Array.from({ length: 2000 }, () => generatedCase(random));

  it('is judged as promised, supported or not, and the same in any order', () => {
    const verdicts = cases.map((input) => {
      const found = verifyAnswer(input);
      expect(brokenBy(input, found)).toEqual([]);
      return found;
    });
    const claims = verdicts.flatMap((found) => found.claims).filter(({ kind }) => kind === 'claim');
    expect(claims.filter(({ supported }) => supported).length).toBeGreaterThan(1000);
    expect(claims.filter(({ supported }) => !supported).length).toBeGreaterThan(1000);
    for (const [at, input] of [...cases.entries()].reverse())
      expect(JSON.stringify(verifyAnswer(input))).toBe(JSON.stringify(verdicts[at]));
  });

  it('has evidence as promised, and the same in any order', () => {
    const found = cases.map(({ question, passages }) => assessEvidence(question, passages));
    for (const [at, input] of [...cases.entries()].reverse()) {
      expect(brokenByEvidence(input, found[at]!)).toEqual([]);
      expect(assessEvidence(input.question, input.passages)).toEqual(found[at]);
    }
  });

  it('is not refused where its evidence is called sufficient', () => {
    for (const { question, passages } of cases) {
      const evidence = assessEvidence(question, passages);
      expect(evidence.sufficient && tooLittle(evidence)).toBe(false);
    }
  });
});

type Row = { id: string; question?: string; sources: string[]; answer?: string };

const folder = testGroundingData();
const sets =
  folder === undefined
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith('.jsonl'))
        .sort();

const readRows = (set: string): Row[] =>
  readFileSync(join(folder ?? '', set), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);

const inputOf = ({ question, sources, answer }: Row): VerifyInput & { question: string } => ({
  question: question ?? '',
  answer: answer ?? '',
  passages: sources.map((text, index) => ({ id: `s${index + 1}`, text })),
});

describe.runIf(folder !== undefined)('a set of judged rows', () => {
  it('is there', () => expect(sets.length).toBeGreaterThan(0));

  it.each(sets)('is judged as promised, row by row, and the same in any order: %s', (set) => {
    const rows = readRows(set).map((row) => ({ row, input: inputOf(row) }));
    const judge = ({ row, input }: (typeof rows)[number]): string => {
      if (row.answer === undefined) {
        const evidence = assessEvidence(input.question, input.passages);
        expect({ id: row.id, broken: brokenByEvidence(input, evidence) }).toEqual({ id: row.id, broken: [] });
        return JSON.stringify(evidence);
      }
      const found = verifyAnswer(input);
      expect({ id: row.id, broken: brokenBy(input, found) }).toEqual({ id: row.id, broken: [] });
      return JSON.stringify(found);
    };
    const first = rows.map(judge);
    const again = rows.toReversed().map(judge).reverse();
    const changed = rows.filter((_, at) => first[at] !== again[at]).map(({ row }) => row.id);
    expect(changed).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { claimFeatureNames } from '../src/claim-features.ts';
import { treeScorer } from '../src/model/trees.ts';
import { wordFeatureNames } from '../src/word-features.ts';
import type { Answer, TrainingClaim } from '../training/answers.ts';
import { characterF1, overlapOf, trainSpans } from '../training/span-training.ts';
import { claimScores, fitMixing, hold, trainSupport, weigher } from '../training/support-training.ts';

const row = (names: readonly string[], values: Record<string, number>): number[] =>
  names.map((name) => values[name] ?? 0);

const claim = (softShare: number, more: Partial<TrainingClaim> = {}): TrainingClaim => ({
  row: row(claimFeatureNames, { softShare }),
  certain: false,
  marked: false,
  words: [],
  ...more,
});

const answer = (label: 0 | 1, claims: TrainingClaim[], set = 'begin'): Answer => ({
  id: 'a',
  set,
  sources: [],
  label,
  spans: [],
  length: 0,
  claims,
});

const many = (count: number, one: (at: number) => Answer): Answer[] =>
  Array.from({ length: count }, (_, at) => one(at));

describe('the weight of an answer', () => {
  it('makes both classes of a set count the same, and the two sets of one kind as one', () => {
    const answers = [
      ...many(30, () => answer(1, [])),
      ...many(10, () => answer(0, [])),
      ...many(20, () => answer(1, [], 'wice')),
      ...many(5, () => answer(0, [], 'wice')),
      ...many(15, () => answer(0, [], 'wice-spans')),
    ];
    const weightOf = weigher(answers);
    const sum = (label: 0 | 1, sets: string[]) =>
      answers
        .filter((one) => one.label === label && sets.includes(one.set))
        .reduce((total, one) => total + weightOf(one), 0);
    for (const label of [0, 1] as const) {
      expect(sum(label, ['begin'])).toBeCloseTo(20, 10);
      expect(sum(label, ['wice', 'wice-spans'])).toBeCloseTo(20, 10);
    }
  });
});

describe('a model of claims', () => {
  const said = (at: number): number => 0.7 + (at % 5) / 20;
  const unsaid = (at: number): number => (at % 5) / 20;
  const grounded = many(80, (at) => answer(1, [claim(said(at)), claim(said(at + 7))]));
  const ungrounded = many(80, (at) => answer(0, [claim(said(at)), claim(unsaid(at))]));
  const answers = [...grounded, ...ungrounded];
  const weightOf = weigher(answers);
  const held = hold(answers, trainSupport(answers, weightOf));

  it('learns from the claim of an ungrounded answer of which the sources say least', () => {
    for (const { answer, logOdds } of held) {
      const [first, second] = logOdds as [number, number];
      expect(first).toBeGreaterThan(0);
      expect(second > 0 ? 1 : 0).toBe(answer.label);
    }
  });

  it('learns from the marked claims where a set marks them, whatever else the sources say', () => {
    const turned = { row: row(claimFeatureNames, { softShare: 0.9, opposite: 1 }), marked: true };
    const marked = many(80, (at) => answer(0, [claim(unsaid(at)), claim(0, turned)]));
    const borneOut = many(80, (at) => answer(1, [claim(unsaid(at))]));
    const [one] = hold(
      marked.slice(0, 1),
      trainSupport([...marked, ...borneOut], () => 1),
    );
    expect(one?.logOdds[0]).toBeGreaterThan(0);
    expect(one?.logOdds[1]).toBeLessThan(0);
  });

  it('mixes so that grounded answers score above one half and others below, certain evidence always below', () => {
    const mixing = fitMixing(held, weightOf);
    for (const one of held) {
      const least = Math.min(...claimScores(one, mixing));
      expect(least > 0.5 ? 1 : 0).toBe(one.answer.label);
    }
    const [first] = held;
    const certain = { ...first!, answer: answer(1, [claim(1, { certain: true }), claim(1)]) };
    expect(claimScores(certain, mixing)[0]).toBeLessThan(0.5);
  });
});

describe('a model of words', () => {
  const word = (at: number, label: 0 | 1) => ({
    start: 4 * at,
    end: 4 * at + 3,
    label,
    row: row(wordFeatureNames, { borne: 1 - label, content: 1 }),
  });
  const marked = (wrong: number): Answer => ({
    ...answer(0, [
      claim(0, { marked: true, words: [0, 1, 2, 3].map((at) => word(at, at === wrong ? 1 : 0)) }),
    ]),
    spans: [{ start: 4 * wrong, end: 4 * wrong + 3 }],
    length: 15,
  });
  const answers = many(60, (at) => marked(at % 4));

  it('marks the words that lack support, in claims that are called unsupported only', () => {
    const score = treeScorer(trainSpans(answers));
    expect(overlapOf(marked(1), () => false, score)).toEqual({
      set: 'begin',
      both: 3,
      onlyMarked: 0,
      onlyTrue: 0,
    });
    expect(overlapOf(marked(1), () => true, score)).toMatchObject({ both: 0, onlyTrue: 3 });
  });

  it('is F1 over the characters of all answers', () => {
    const overlaps = [
      { set: 'a', both: 3, onlyMarked: 1, onlyTrue: 0 },
      { set: 'a', both: 1, onlyMarked: 0, onlyTrue: 2 },
    ];
    expect(characterF1(overlaps)).toBeCloseTo((2 * 4) / (2 * 4 + 1 + 2), 10);
  });
});

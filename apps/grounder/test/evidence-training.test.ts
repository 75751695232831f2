import { describe, expect, it } from 'vitest';
import {
  abstainThreshold,
  calibrateEvidence,
  holdQuestions,
  questionWeigher,
  trainEvidence,
} from '../training/evidence-training.ts';
import { madeQuestions } from '../training/made-questions.ts';
import { featuresOf, type Question } from '../training/questions.ts';

/** A question about one of the rivers that is put to a passage about it, or about another one. */
const asked = (at: number, { set = 'squad2', label = 1 as 0 | 1 } = {}): Question => {
  const question = `How long is the river Nambo${at}?`;
  const sources = [label === 1 ? aboutLength(at) : `The river Nambo${at} is blue and cold. Fish live in it.`];
  return {
    id: `${set}-${at}-${label}`,
    set,
    question,
    sources,
    answers: [`${100 + at} miles`],
    label,
    row: featuresOf(question, sources),
  };
};

const aboutLength = (at: number): string =>
  `The river Nambo${at} is ${100 + at} miles long. It flows to the sea.`;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('made questions', () => {
  const made = madeQuestions(numbers(6).map((at) => asked(at)));

  it('have passages that hold no answer, and where one is put among them, the own one', () => {
    expect(new Set(made.map(({ set }) => set))).toEqual(new Set(['made']));
    for (const { sources, answers, label } of made) {
      const holds = sources.filter((text) => answers.some((answer) => text.includes(answer)));
      expect(holds).toHaveLength(label);
    }
  });

  it('are one of a single passage, and two of three by turns', () => {
    expect(made.map(({ sources, label }) => [sources.length, label])).toEqual(
      numbers(3).flatMap(() => [
        [1, 0],
        [3, 0],
        [3, 1],
      ]),
    );
  });

  it('have their own passage at each place in turn', () => {
    const many = madeQuestions(numbers(12).map((at) => asked(at)));
    const places = many
      .filter(({ label }) => label === 1)
      .map(({ sources, answers }) => sources.findIndex((text) => text.includes(answers[0]!)));
    expect(new Set(places)).toEqual(new Set([0, 1, 2]));
  });

  it('bring the passages that are most like the question', () => {
    const near = 'How long the river Nambo0 is nobody has measured.';
    const far = numbers(5).map((at) => `Bakers of town ${at} sell bread and cakes on market days.`);
    const others = [near, ...far].map((text, at) => ({
      ...asked(at + 1),
      label: 0 as const,
      sources: [text],
    }));
    const [first] = madeQuestions([asked(0), ...others]);
    expect(first?.sources).toEqual([near]);
  });

  it('have the features of the passages that they are put to', () => {
    for (const { question, sources, row } of made) expect(row).toEqual(featuresOf(question, sources));
  });

  it('are made of sets of one passage a question only, and of answerable questions only', () => {
    expect(madeQuestions(numbers(6).map((at) => asked(at, { set: 'mtrag-un' })))).toEqual([]);
    expect(madeQuestions(numbers(6).map((at) => asked(at, { label: 0 })))).toEqual([]);
  });
});

describe('the weight of a question', () => {
  it('makes both classes of a set count the same', () => {
    const questions = [
      ...numbers(20).map((at) => asked(at)),
      ...numbers(10).map((at) => asked(at, { label: 0 })),
    ];
    const weightOf = questionWeigher(questions);
    const sum = (label: 0 | 1) =>
      questions.filter((one) => one.label === label).reduce((total, one) => total + weightOf(one), 0);
    expect(sum(0)).toBeCloseTo(sum(1), 10);
    expect(sum(0) + sum(1)).toBeCloseTo(questions.length, 10);
  });

  it('is at most three, however few of its kind there are', () => {
    const rare = asked(0, { set: 'clapnq', label: 0 });
    expect(questionWeigher([...numbers(40).map((at) => asked(at)), rare])(rare)).toBe(3);
  });
});

describe('a model of evidence', () => {
  const known = numbers(40).flatMap((at) => [asked(at), asked(at, { label: 0 })]);
  const weightOf = questionWeigher(known);
  const parts = trainEvidence(known, weightOf);
  const unseen = numbers(20).flatMap((at) => [asked(at + 50), asked(at + 50, { label: 0 })]);
  const held = holdQuestions(unseen, parts);

  it('tells questions that it has not seen apart', () => {
    for (const { question, logOdds } of held) expect(logOdds > 0 ? 1 : 0).toBe(question.label);
  });

  it('is the same for the same questions', () => {
    expect(trainEvidence(known, weightOf)).toEqual(parts);
  });

  it('is calibrated so that a higher score stays higher', () => {
    const mixed = held.map((one, at) => (at % 5 === 0 ? { ...one, logOdds: -one.logOdds } : one));
    const { slope, intercept } = calibrateEvidence(mixed, () => 1);
    expect(slope).toBeGreaterThan(0);
    expect(Number.isFinite(intercept)).toBe(true);
  });
});

describe('the threshold of abstaining', () => {
  const scored = (set: string, label: 0 | 1, scores: number[]) =>
    scores.map((score) => ({ set, label, score }));
  const hundred = numbers(100).map((at) => (at + 0.5) / 100);

  it('lies under all but a twentieth of the answerable questions of each set', () => {
    const low = hundred.map((score) => score / 2);
    const rows = [...scored('a', 1, hundred), ...scored('b', 1, low)];
    const threshold = abstainThreshold(rows);
    for (const set of ['a', 'b']) {
      expect(rows.filter((row) => row.set === set && row.score < threshold).length).toBeLessThanOrEqual(5);
    }
    expect(threshold).toBe(Math.floor(low[4]! * 1000) / 1000);
  });

  it('heeds no question without an answer', () => {
    const answerable = scored('a', 1, hundred);
    const threshold = abstainThreshold(answerable);
    expect(abstainThreshold([...answerable, ...scored('a', 0, Array(500).fill(0.001))])).toBe(threshold);
  });
});

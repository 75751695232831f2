import { type Calibration, type Linear, linearScore } from '../src/model/logistic.ts';
import { type TreeEnsemble, treeScorer } from '../src/model/trees.ts';
import { boost } from './boosting.ts';
import type { Example } from './example.ts';
import { fitCalibration, fitLinear } from './fit-logistic.ts';
import { madeQuestions } from './made-questions.ts';
import type { Question } from './questions.ts';

const options = {
  seed: 1,
  trees: 250,
  depth: 3,
  rate: 0.05,
  rows: 0.7,
  columns: 0.3,
  leastLeaf: 8,
  ridge: 5,
};

const linearRidge = 30;

/** What the weighted sum counts beside the trees: it errs less on questions unlike those at hand. */
const linearShare = 1.86;

/** What made questions count: this share of a set's. */
const madeShare = 0.5;
const sets = 4;

/** No question counts more than this: a small set must not rule the model. */
const mostWeight = 3;

export type WeightOf = (question: Question) => number;

/** What a question counts, so that each set, and in it each class, counts about the same. */
export const questionWeigher = (questions: readonly Question[]): WeightOf => {
  const rows = new Map<string, number>();
  const classOf = ({ set, label }: Question): string => `${set} ${label}`;
  for (const question of questions) rows.set(classOf(question), (rows.get(classOf(question)) ?? 0) + 1);
  return (question) => Math.min(mostWeight, questions.length / rows.size / rows.get(classOf(question))!);
};

/** Trees and a weighted sum, whose log-odds are added: they err in different places. */
export type EvidenceParts = { trees: TreeEnsemble; linear: Linear };

export const trainEvidence = (questions: readonly Question[], weightOf: WeightOf): EvidenceParts => {
  const made = madeQuestions(questions);
  const ofClass = (label: 0 | 1): number => made.filter((question) => question.label === label).length;
  const whole = questions.reduce((sum, question) => sum + weightOf(question), 0) / sets / 2;
  const counts = [ofClass(0), ofClass(1)];
  const examples = [
    ...questions.map(({ row, label }, at): Example => ({ row, label, weight: weightOf(questions[at]!) })),
    ...made.map(({ row, label }): Example => ({ row, label, weight: (madeShare * whole) / counts[label]! })),
  ];
  return { trees: boost(examples, options), linear: shortened(fitLinear(examples, linearRidge)) };
};

/** As it is written: training and service see the same numbers. */
const shortened = ({ intercept, weights, means, scales }: Linear): Linear => {
  const short = (value: number): number => Number(value.toPrecision(6));
  return {
    intercept: short(linearShare * intercept),
    weights: weights.map((weight) => short(linearShare * weight)),
    means: means.map(short),
    scales: scales.map(short),
  };
};

/** A question with its log-odds, by a model that has not seen it. */
export type HeldQuestion = { question: Question; logOdds: number };

export const holdQuestions = (
  questions: readonly Question[],
  { trees, linear }: EvidenceParts,
): HeldQuestion[] => {
  const treeScore = treeScorer(trees);
  return questions.map((question) => ({
    question,
    logOdds: treeScore(question.row) + linearScore(linear, question.row),
  }));
};

/** Probabilities out of what models said of questions that they had not seen. */
export const calibrateEvidence = (held: readonly HeldQuestion[], weightOf: WeightOf): Calibration => {
  const { slope, intercept } = fitCalibration(
    held.map(({ question, logOdds }) => ({
      logOdds,
      label: question.label,
      weight: weightOf(question),
    })),
  );
  return { slope: Number(slope.toPrecision(6)), intercept: Number(intercept.toPrecision(6)) };
};

/** The share of answerable questions that may be refused, and what is kept back for questions unlike these. */
const mostRefused = 0.05;
const margin = 0.01;

export type ScoredQuestion = { set: string; label: 0 | 1; score: number };

/** The score under which to abstain: in no set are more than 5 % of the answerable questions under it. */
export const abstainThreshold = (scored: readonly ScoredQuestion[]): number => {
  const sets = [...new Set(scored.map(({ set }) => set))];
  const quantiles = sets.map((set) => {
    const scores = scored
      .filter((one) => one.set === set && one.label === 1)
      .map(({ score }) => score)
      .sort((a, b) => a - b);
    return scores[Math.floor(scores.length * (mostRefused - margin))] ?? 0;
  });
  return Math.floor(Math.min(...quantiles) * 1000) / 1000;
};

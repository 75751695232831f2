import { claimFeatureNames } from '../src/claim-features.ts';
import { contextOf, type Mixing, mixed } from '../src/claim-mixing.ts';
import { type TreeEnsemble, treeScorer } from '../src/model/trees.ts';
import type { Answer } from './answers.ts';
import { boost } from './boosting.ts';
import type { Example } from './example.ts';
import { fitLinear } from './fit-logistic.ts';
import { directions } from './support-directions.ts';

const options = {
  seed: 1,
  trees: 500,
  depth: 4,
  rate: 0.025,
  rows: 0.7,
  columns: 0.4,
  leastLeaf: 4,
  ridge: 4,
  monotone: directions,
};

/** No answer counts more than this: a class of a few rows must not rule the model. */
const mostWeight = 6;

export type WeightOf = (answer: Answer) => number;

/** Sets of one kind weigh as one: `wice-spans` has rows of one label only. */
const kindOf = (set: string): string => (set === 'wice-spans' ? 'wice' : set);

/** What an answer counts, so that each set, and in it each class, counts the same. */
export const weigher = (answers: readonly Answer[]): WeightOf => {
  const rows = new Map<string, number>();
  const classOf = ({ set, label }: Answer): string => `${kindOf(set)} ${label}`;
  for (const answer of answers) rows.set(classOf(answer), (rows.get(classOf(answer)) ?? 0) + 1);
  return (answer) => Math.min(mostWeight, answers.length / rows.size / rows.get(classOf(answer))!);
};

const share = claimFeatureNames.indexOf('softShare');

/**
 * Claims to learn from. All claims of a grounded answer are borne out; of an ungrounded one those with a
 * marked part are not, or, where the set marks none, the one of which the sources say least.
 */
const examplesOf = (answers: readonly Answer[], weightOf: WeightOf): Example[] =>
  answers.flatMap((answer): Example[] => {
    const { claims, label } = answer;
    const weight = weightOf(answer) / Math.sqrt(claims.length);
    if (label === 1) return claims.map(({ row }) => ({ row, label, weight }));
    if (claims.some(({ marked }) => marked)) {
      return claims.map(({ row, marked }) => ({
        row,
        label: marked ? 0 : 1,
        weight: marked ? weight : weight / 2,
      }));
    }
    const least = [...claims].sort((a, b) => a.row[share]! - b.row[share]!)[0];
    return least === undefined ? [] : [{ row: least.row, label, weight: weightOf(answer) }];
  });

/** Trees for the log-odds that a claim is borne out. */
export const trainSupport = (answers: readonly Answer[], weightOf: WeightOf): TreeEnsemble =>
  boost(examplesOf(answers, weightOf), options);

/** An answer with its claims' log-odds, by trees that have not seen it. */
export type Held = { answer: Answer; logOdds: number[] };

export const hold = (answers: readonly Answer[], trees: TreeEnsemble): Held[] => {
  const treeScore = treeScorer(trees);
  return answers.map((answer) => ({ answer, logOdds: answer.claims.map(({ row }) => treeScore(row)) }));
};

/** How a claim's own log-odds and its answer's make a probability: fitted on the answers' weakest claims. */
export const fitMixing = (rows: readonly Held[], weightOf: WeightOf): Mixing => {
  const judged = rows.filter(({ logOdds }) => logOdds.length > 0);
  const { intercept, weights, means, scales } = fitLinear(
    judged.map(({ answer, logOdds }) => ({
      row: [Math.min(...logOdds), contextOf(logOdds)],
      label: answer.label,
      weight: weightOf(answer),
    })),
    1,
  );
  const [own, context] = weights.map((weight, at) => weight / scales[at]!) as [number, number];
  const short = (value: number): number => Number(value.toPrecision(6));
  return {
    own: short(own),
    context: short(context),
    intercept: short(intercept - own * means[0]! - context * means[1]!),
  };
};

/** The probabilities of an answer's claims. */
export const claimScores = ({ answer, logOdds }: Held, mixing: Mixing): number[] =>
  mixed(
    logOdds.map((own, at) => ({ own, certain: answer.claims[at]!.certain })),
    mixing,
  );

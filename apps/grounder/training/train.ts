import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimFeatureNames } from '../src/claim-features.ts';
import { treeScorer } from '../src/model/trees.ts';
import { wordFeatureNames } from '../src/word-features.ts';
import { type Answer, readAnswers, spanSets, supportSets } from './answers.ts';
import { foldsBySource } from './folds.ts';
import { notice } from './notice.ts';
import { printMeasures, printSpans } from './print-measures.ts';
import { overlapOf, trainSpans } from './span-training.ts';
import { claimScores, fitMixing, type Held, hold, trainSupport, weigher } from './support-training.ts';

// node training/train.ts <data folder> [<weights folder>]
//
// Cross-validates the support and span models by source and by data set, prints what they reach, and
// writes the weights that are trained on everything.

const version = 'lexical-2';
const folds = 5;
const threshold = 0.5;

const [folder = '', weightsFolder] = process.argv.slice(2);
const answers = readAnswers(folder, [...supportSets, 'wice-spans']);
const weightOf = weigher(answers);
const fold = new Map(foldsBySource(answers, folds).map((number, at) => [answers[at]!, number]));
const numbers = Array.from({ length: folds }, (_, number) => number);
const within = (number: number) => answers.filter((answer) => fold.get(answer) === number);
const outside = (number: number) => answers.filter((answer) => fold.get(answer) !== number);

const score = (held: Held, scores: readonly number[]) => ({
  set: held.answer.set,
  label: held.answer.label,
  score: Math.min(1, ...scores),
  weight: weightOf(held.answer),
});

/** Sets that were made of the rows of another one. */
const madeOf: Record<string, string> = { 'wice-spans': 'wice' };

const judgeable = ({ set }: Answer): boolean => supportSets.includes(set);

const held = numbers.flatMap((number) => hold(within(number), trainSupport(outside(number), weightOf)));
const judged = numbers.flatMap((number) => {
  const mixing = fitMixing(
    held.filter(({ answer }) => fold.get(answer) !== number),
    weightOf,
  );
  return held
    .filter(({ answer }) => fold.get(answer) === number)
    .map((one) => ({ held: one, scores: claimScores(one, mixing) }));
});
printMeasures(
  'Cross-validated by source',
  judged.filter(({ held: { answer } }) => judgeable(answer)).map((one) => score(one.held, one.scores)),
);

const leftOut = supportSets.flatMap((set) => {
  const others = ({ set: other }: Answer): boolean => other !== set && madeOf[other] !== set;
  const mixing = fitMixing(
    held.filter(({ answer }) => others(answer)),
    weightOf,
  );
  const trees = trainSupport(answers.filter(others), weightOf);
  return hold(
    answers.filter((answer) => answer.set === set),
    trees,
  ).map((one) => score(one, claimScores(one, mixing)));
});
printMeasures('Each set by a model that has not seen it', leftOut);

const marked = answers.filter(({ set, spans }) => spanSets.includes(set) && spans.length > 0);
const scoresOf = new Map(judged.map((one) => [one.held.answer, one.scores]));
printSpans(
  numbers.flatMap((number) => {
    const treeScore = treeScorer(trainSpans(marked.filter((answer) => fold.get(answer) !== number)));
    return answers
      .filter((answer) => spanSets.includes(answer.set) && fold.get(answer) === number)
      .map((answer) => ({
        ...overlapOf(answer, (at) => scoresOf.get(answer)![at]! >= threshold, treeScore),
        hasSpans: answer.spans.length > 0,
      }));
  }),
);

if (weightsFolder !== undefined) {
  const write = (name: string, weights: object): void =>
    writeFileSync(join(weightsFolder, name), `${JSON.stringify({ version, notice, ...weights })}\n`);
  const calibration = { slope: 1, intercept: 0 };
  write('support.json', {
    features: claimFeatureNames,
    calibration,
    mixing: fitMixing(held, weightOf),
    trees: trainSupport(answers, weightOf),
  });
  write('spans.json', { features: wordFeatureNames, calibration, trees: trainSpans(marked) });
}

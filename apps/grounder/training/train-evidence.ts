import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceFeatureNames } from '../src/evidence-features.ts';
import { calibrated } from '../src/model/logistic.ts';
import {
  abstainThreshold,
  calibrateEvidence,
  type HeldQuestion,
  holdQuestions,
  questionWeigher,
  type ScoredQuestion,
  trainEvidence,
} from './evidence-training.ts';
import { foldsBySource } from './folds.ts';
import { evidenceNotice } from './notice.ts';
import { printAbstaining, printMeasures } from './print-measures.ts';
import { type Question, questionSets, readQuestions } from './questions.ts';

// node training/train-evidence.ts <data folder> [<weights folder>]
//
// Cross-validates the evidence model by source and by data set, prints what it reaches and what abstaining
// costs, and writes the weights that are trained on everything.

const version = 'evidence-2';
const folds = 5;

const [folder = '', weightsFolder] = process.argv.slice(2);
const questions = readQuestions(folder);
const weightOf = questionWeigher(questions);
const fold = new Map(foldsBySource(questions, folds).map((number, at) => [questions[at]!, number]));
const numbers = Array.from({ length: folds }, (_, number) => number);

const scored = (
  held: readonly HeldQuestion[],
  by: readonly HeldQuestion[],
): (ScoredQuestion & { weight: number })[] => {
  const calibration = calibrateEvidence(by, weightOf);
  return held.map(({ question, logOdds }) => ({
    set: question.set,
    label: question.label,
    score: calibrated(calibration, logOdds),
    weight: weightOf(question),
  }));
};

const heldOut = (kept: (question: Question) => boolean): HeldQuestion[] =>
  holdQuestions(
    questions.filter((question) => !kept(question)),
    trainEvidence(questions.filter(kept), weightOf),
  );

const held = numbers.flatMap((number) => heldOut((question) => fold.get(question) !== number));
const inFold = (number: number) => held.filter(({ question }) => fold.get(question) === number);
const outsideFold = (number: number) => held.filter(({ question }) => fold.get(question) !== number);
const judged = numbers.map((number) => scored(inFold(number), outsideFold(number)));
printMeasures('Cross-validated by source', judged.flat());
printAbstaining(
  'cross-validated by source',
  judged.map((rows, number) => ({
    rows,
    threshold: abstainThreshold(judged.filter((_, other) => other !== number).flat()),
  })),
);

/** Sets that were made of the rows of another one are left out with it. */
const familyOf = (set: string): string => set.replace(/-.*$/, '');
const leftOut = questionSets.map((set) => {
  const others = ({ set: other }: Question): boolean => familyOf(other) !== familyOf(set);
  const known = held.filter(({ question }) => others(question));
  const rows = heldOut(others).filter(({ question }) => question.set === set);
  return { rows: scored(rows, known), threshold: abstainThreshold(scored(known, known)) };
});
printMeasures(
  'Each set by a model that has seen neither it nor one made of the same texts',
  leftOut.flatMap(({ rows }) => rows),
);
printAbstaining('each set left out', leftOut);

if (weightsFolder !== undefined) {
  const calibration = calibrateEvidence(held, weightOf);
  const abstainBelow = abstainThreshold(scored(held, held));
  const weights = {
    version,
    notice: evidenceNotice,
    features: evidenceFeatureNames,
    calibration,
    abstainBelow,
    ...trainEvidence(questions, weightOf),
  };
  writeFileSync(join(weightsFolder, 'evidence.json'), `${JSON.stringify(weights)}\n`);
}

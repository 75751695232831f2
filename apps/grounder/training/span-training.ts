import { markedWords } from '../src/marked-words.ts';
import { sigmoid } from '../src/model/logistic.ts';
import type { TreeEnsemble } from '../src/model/trees.ts';
import type { Answer } from './answers.ts';
import { boost } from './boosting.ts';

const options = {
  seed: 1,
  trees: 150,
  depth: 5,
  rate: 0.08,
  rows: 0.7,
  columns: 0.5,
  leastLeaf: 8,
  ridge: 5,
};

/**
 * How many answers a set counts as. Changes that a program made are found with little to learn from; what people
 * changed in a summary, a word or two, is the hardest to find.
 */
const answersOfSet: Record<string, number> = { summedits: 1800, 'wice-spans': 420, 'squad2-perturbed': 180 };
const answersOfOthers = 600;

/** Trees for the log-odds that a word of an unsupported claim lacks support. */
export const trainSpans = (answers: readonly Answer[]): TreeEnsemble => {
  const rows = new Map<string, number>();
  for (const { set } of answers) rows.set(set, (rows.get(set) ?? 0) + 1);
  return boost(
    answers.flatMap(({ set, claims }) =>
      claims
        .filter(({ marked }) => marked)
        .flatMap(({ words }) =>
          words.map(({ row, label }) => ({
            row,
            label,
            weight: (answersOfSet[set] ?? answersOfOthers) / rows.get(set)!,
          })),
        ),
    ),
    options,
  );
};

/** Characters of an answer that lack support and are marked, or only one of the two. */
export type Overlap = { set: string; both: number; onlyMarked: number; onlyTrue: number };

/** Marks the claims of an answer that are not supported, and compares with what its set marks. */
export const overlapOf = (
  answer: Answer,
  supported: (claim: number) => boolean,
  treeScore: (row: ArrayLike<number>) => number,
): Overlap => {
  const [marked, truth] = [new Uint8Array(answer.length), new Uint8Array(answer.length)];
  for (const { start, end } of answer.spans) truth.fill(1, start, end);
  answer.claims.forEach(({ words }, at) => {
    if (supported(at)) return;
    const found = markedWords(words.map(({ row }) => sigmoid(treeScore(row))));
    words.forEach((word, index) => {
      if (found[index] === 1)
        marked.fill(1, word.start, found[index + 1] === 1 ? words[index + 1]!.start : word.end);
    });
  });
  const overlap = { set: answer.set, both: 0, onlyMarked: 0, onlyTrue: 0 };
  marked.forEach((mark, at) => {
    if (mark === 1) overlap[truth[at] === 1 ? 'both' : 'onlyMarked'] += 1;
    else if (truth[at] === 1) overlap.onlyTrue += 1;
  });
  return overlap;
};

/** F1 over the characters of all answers. */
export const characterF1 = (overlaps: readonly Overlap[]): number => {
  const sum = (part: 'both' | 'onlyMarked' | 'onlyTrue'): number =>
    overlaps.reduce((total, overlap) => total + overlap[part], 0);
  return (2 * sum('both')) / (2 * sum('both') + sum('onlyMarked') + sum('onlyTrue'));
};

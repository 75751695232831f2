import { addSurroundings, addWord, type FeatureList, placeCount } from './features.ts';
import { labelCount } from './labels.ts';
import type { Stretch } from './lattice.ts';
import { type Reading, wordAt } from './sentence.ts';
import { laneBias, laneCount, slotWidth, type Weights } from './weights.ts';
import type { Workspace } from './workspace.ts';

/** The offset of each place from the token; see `places`. */
const offsets = [0, -1, 1, -2, 2];

/** The score of a label that is as good as impossible. */
const none = -8;

/** Sums of one token: how many weights there are, then two lanes each; see `Weights.slots`. */
const total = new Int32Array(slotWidth);

/**
 * Writes the score of each label of each token of a stretch, row by row; answers the highest of a label that is part of
 * a name. What a word says by itself is summed once for every place that it takes, and rows are remembered.
 */
export const writeEmission = (
  reading: Reading,
  { from, to }: Stretch,
  weights: Weights,
  { sums: { sums, isKnown }, features, rows, lattice: { emission } }: Workspace,
): number => {
  const { step } = weights;
  let highest = Number.NEGATIVE_INFINITY;
  for (let token = from; token < to; token += 1) {
    const row = (token - from) * labelCount;
    emission[row] = 0;
    if (reading.isPlain[token] === 1) {
      for (let label = 1; label < labelCount; label += 1) emission[row + label] = none;
      continue;
    }
    if (rows.recall(reading, token, emission, row)) {
      for (let label = 1; label < labelCount; label += 1)
        if (emission[row + label]! > highest) highest = emission[row + label]!;
      continue;
    }
    const oneCase = reading.oneCase[token]!;
    features.begin(oneCase);
    addSurroundings(reading, token, features);
    features.end();
    addWeights(features, weights, total, 0);
    for (let place = 0; place < placeCount; place += 1) {
      const word = wordAt(reading, token + offsets[place]!);
      const entry = (2 * word.id + oneCase) * placeCount + place;
      const at = entry * slotWidth;
      if (isKnown[entry] === 0) {
        isKnown[entry] = 1;
        features.begin(oneCase);
        addWord(word, place, features);
        features.end();
        addWeights(features, weights, sums, at);
      }
      for (let part = 0; part < slotWidth; part += 1) total[part]! += sums[at + part]!;
    }
    const bias = total[0]! * laneBias;
    for (let lane = 0; lane < laneCount; lane += 1) {
      const pair = total[1 + (lane >> 1)]!;
      const score = (((lane & 1) === 0 ? pair & 0xffff : pair >>> 16) - bias) * step;
      emission[row + 1 + lane] = score;
      if (score > highest) highest = score;
    }
    rows.keep(emission, row);
  }
  return highest;
};

const addWeights = (
  { hashes, count }: FeatureList,
  { slots }: Weights,
  sums: Int32Array,
  to: number,
): void => {
  const last = slots.length / slotWidth - 1;
  let found = 0;
  let first = 0;
  let second = 0;
  let third = 0;
  for (let at = 0; at < count; at += 1) {
    const feature = hashes[at]!;
    let base = (feature & last) * slotWidth;
    let there = slots[base]!;
    while (there !== feature && there !== 0) {
      base += slotWidth;
      if (base === slots.length) base = 0;
      there = slots[base]!;
    }
    if (there === 0) continue;
    found += 1;
    first = (first + slots[base + 1]!) | 0;
    second = (second + slots[base + 2]!) | 0;
    third = (third + slots[base + 3]!) | 0;
  }
  sums[to] = found;
  sums[to + 1] = first;
  sums[to + 2] = second;
  sums[to + 3] = third;
};

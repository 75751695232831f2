import { addSurroundings, addWord, FeatureList, placeCount } from './features.ts';
import { labelCount } from './labels.ts';
import { type Reading, wordAt } from './sentence.ts';
import { laneBias, laneCount, mayBeKnown, slotWidth, type Weights } from './weights.ts';

/** The offset of each place from the token; see `places`. */
const offsets = [0, -1, 1, -2, 2];

/** Numbers of a sum of weights: how many there are, then two lanes each; see `Weights.slots`. */
const sumWidth = slotWidth;

/** The score of each label of each token, and 1 for each token that is an everyday word between everyday words. */
export type Emission = { emission: Float32Array; isPlain: Uint8Array };

/**
 * The score of each label of each token of a text. What a word says by itself is summed once for every place that it
 * takes, since a text repeats its words.
 */
export const emissionOf = (reading: Reading, weights: Weights): Emission => {
  const { step } = weights;
  const { count } = reading.tokens;
  const emission = new Float32Array(count * labelCount);
  const isPlain = new Uint8Array(count);
  const list = new FeatureList();
  // Sums of every word at every place, for lines of either case: words beyond the text stand beside both.
  const known = new Int32Array(2 * (reading.different + 1) * placeCount * sumWidth);
  const isKnown = new Uint8Array(2 * (reading.different + 1) * placeCount);
  const total = new Int32Array(sumWidth);
  for (let token = 0; token < count; token += 1) {
    if (isAmongPlain(reading, token)) {
      for (let label = 1; label < labelCount; label += 1) emission[token * labelCount + label] = none;
      isPlain[token] = 1;
      continue;
    }
    const oneCase = reading.oneCase[token]!;
    list.begin(oneCase);
    addSurroundings(reading, token, list);
    total.fill(0);
    addWeights(list, weights, total, 0);
    for (let place = 0; place < placeCount; place += 1) {
      const word = wordAt(reading, token + offsets[place]!);
      const entry = (2 * word.id + oneCase) * placeCount + place;
      if (isKnown[entry] === 0) {
        isKnown[entry] = 1;
        list.begin(oneCase);
        addWord(word, place, list);
        addWeights(list, weights, known, entry * sumWidth);
      }
      for (let at = 0; at < sumWidth; at += 1) total[at]! += known[entry * sumWidth + at]!;
    }
    const bias = total[0]! * laneBias;
    for (let lane = 0; lane < laneCount; lane += 1) {
      const pair = total[1 + (lane >> 1)]!;
      const sum = (lane & 1) === 0 ? pair & 0xffff : pair >>> 16;
      emission[token * labelCount + 1 + lane] = (sum - bias) * step;
    }
  }
  return { emission, isPlain };
};

/** The score of a label that is as good as impossible. */
const none = -8;

/** An everyday word between everyday words is no part of a name: most of a text is, and costs nothing. */
const isAmongPlain = (reading: Reading, token: number): boolean =>
  wordAt(reading, token).isPlain && wordAt(reading, token - 1).isPlain && wordAt(reading, token + 1).isPlain;

const addWeights = (list: FeatureList, { slots, present }: Weights, sums: Int32Array, to: number): void => {
  const last = slots.length / slotWidth - 1;
  const { hashes } = list;
  let found = 0;
  let first = 0;
  let second = 0;
  let third = 0;
  for (let at = 0; at < list.count; at += 1) {
    const feature = hashes[at]!;
    if (!mayBeKnown(present, feature)) continue;
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

import { seededRandom } from '@rollcall/testing';
import { lexiconOf } from '../src/names/lexicon.ts';
import type { TrainedWeights } from '../src/names/weights.ts';
import { laneCount } from '../src/names/weights.ts';
import type { Annotated } from './annotated.ts';
import { rowWidth, trainCrf } from './crf.ts';
import { encodeText, withoutCapitals } from './encode.ts';
import { numberFeatures } from './feature-rows.ts';

export type TrainOptions = {
  /** Passes over the texts. */
  epochs: number;
  seed: number;
  /** Least number of times that a feature occurs in the training texts to have weights. */
  least: number;
  /** Weights nearer to zero than this go. */
  prune: number;
  onEpoch?: (epoch: number, loss: number) => void;
};

export const usualOptions: TrainOptions = { epochs: 8, seed: 20261121, least: 2, prune: 0.1 };

type Dictionary = { words: Int32Array; answers: Uint16Array };

/** Trains the tagger on texts and on the same texts without capitals. The same texts, options and lexicon give the same weights. */
export const trainWeights = (
  texts: readonly Annotated[],
  lexicon: Dictionary,
  options: TrainOptions,
): TrainedWeights => {
  const { epochs, seed, least, prune, onEpoch } = options;
  const words = lexiconOf(lexicon.words, lexicon.answers);
  const examples = texts.flatMap(({ text, spans }) => [
    encodeText(text, spans, words),
    encodeText(withoutCapitals(text), spans, words),
  ]);
  const { features, rowOf } = numberFeatures(examples, least);
  const sequences = examples.map(({ features: own, ...example }) => ({ ...example, rows: own.map(rowOf) }));
  const { weights, transitions } = trainCrf(sequences, {
    rows: features.length + 1,
    epochs,
    random: seededRandom(seed),
    ...(onEpoch === undefined ? {} : { onEpoch }),
  });
  return { ...lexicon, transitions: Float32Array.from(transitions), ...quantised(features, weights, prune) };
};

/** Weights further from zero than this are cut off. */
const strongest = 3;

/** Weights relative to `outside`, in 127 steps each way; features whose weights are all small are left out. */
const quantised = (
  features: Int32Array,
  weights: Float32Array,
  prune: number,
): Pick<TrainedWeights, 'features' | 'rows' | 'step'> => {
  const step = strongest / 127;
  const weightOf = (index: number, lane: number): number => {
    const row = (index + 1) * rowWidth;
    return weights[row + 1 + lane]! - weights[row]!;
  };
  const lanes = Array.from({ length: laneCount }, (_, lane) => lane);
  const kept = Array.from(features.keys()).filter((index) =>
    lanes.some((lane) => Math.abs(weightOf(index, lane)) >= prune),
  );
  const rows = Int8Array.from(
    kept.flatMap((index) =>
      lanes.map((lane) => Math.max(-127, Math.min(127, Math.round(weightOf(index, lane) / step)))),
    ),
  );
  return { features: Int32Array.from(kept, (index) => features[index]!), rows, step };
};

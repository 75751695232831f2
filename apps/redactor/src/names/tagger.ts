import { emissionOf } from './emission.ts';
import { strongestEvidence } from './explain.ts';
import { firstLabel, isInside, labelCount, type NameType, nameTypes, typeOfLabel } from './labels.ts';
import { bestLabels, probabilities } from './lattice.ts';
import { type Reading, readText } from './sentence.ts';
import { tidyNames } from './tidy.ts';
import type { Weights } from './weights.ts';

/** A name in a text: UTF-16 units, end exclusive; `probability` is the model's own, from 0 to 1. */
export type TaggedName = {
  type: NameType;
  start: number;
  end: number;
  probability: number;
  /** What speaks most for it; see `strongestEvidence`. */
  evidence: string;
};

/**
 * How much likelier the tagger takes a word to be part of a name than its training says (natural logarithm): an
 * overlooked name costs more than a masked word. What it finds for that reason alone has a low probability.
 */
export const leaning = 0.7;

/** The names in one text by a linear-chain conditional random field (Lafferty et al. 2001). Linear in the text. */
export const tagNames = (text: string, weights: Weights): TaggedName[] => {
  const reading = readText(text, weights.lexicon);
  const { count } = reading.tokens;
  if (count === 0) return [];
  const emission = emissionOf(reading, weights);
  for (let token = 0; token < count; token += 1) emission[token * labelCount]! -= leaning;
  const labels = bestLabels(emission, count, weights.transitions);
  if (labels.every((label) => label === 0)) return [];
  for (let token = 0; token < count; token += 1) emission[token * labelCount]! += leaning;
  const likely = probabilities(emission, count, weights.transitions);
  return tidyNames(text, namesOf(reading, labels, likely, weights));
};

/** A name is as likely as its words are, on average, to be of its type: one doubtful word of a long address hides none of it. */
const namesOf = (
  reading: Reading,
  labels: Uint8Array,
  likely: Float32Array,
  weights: Weights,
): TaggedName[] => {
  const { tokens } = reading;
  const names: TaggedName[] = [];
  let words = 0;
  for (let token = 0; token < labels.length; token += 1) {
    const label = labels[token]!;
    if (label === 0) continue;
    const type = typeOfLabel(label);
    const first = token * labelCount + firstLabel(type);
    const probability = likely[first]! + likely[first + 1]!;
    const name = names.at(-1);
    if (isInside(label) && name !== undefined) {
      name.end = tokens.end[token]!;
      words += 1;
      name.probability += (probability - name.probability) / words;
    } else {
      words = 1;
      names.push({
        type: nameTypes[type]!,
        start: tokens.start[token]!,
        end: tokens.end[token]!,
        probability,
        evidence: strongestEvidence(reading, { token, label }, weights),
      });
    }
  }
  return names;
};

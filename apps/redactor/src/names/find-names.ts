import type { Finding } from '../recognizers/recognizer.ts';
import { readWeightsFile } from '../weights-file.ts';
import { type NameSettings, nameSettings } from './settings.ts';
import { type TaggedName, tagNames } from './tagger.ts';
import { decodeWeights, type Weights } from './weights.ts';

/** The name under which findings of names are reported. */
export const recognizerName = 'NameTagger';

let loaded: Weights | undefined;

/** Loads the tagger's weights, once in a process. Throws `redact.weights_unreadable`. */
export const loadNames = (): Weights => {
  loaded ??= decodeWeights(readWeightsFile());
  return loaded;
};

/**
 * Names of people, places and organisations in texts, each by itself. The score is the probability that all of it is a
 * name of its type, lowered in a text that has no sure name. Throws `redact.weights_unreadable` where the weights were
 * not loaded before and cannot be. Linear in the text.
 */
export const findNames = (texts: readonly string[]): Finding[][] => {
  const weights = loadNames();
  return texts.map((text) => scored(tagNames(text, weights)).map(findingOf));
};

/** A name with the score that its text gives it. */
export type ScoredName = TaggedName & { score: number };

/** The names of one text with their scores: probabilities, lowered where none of them is sure. */
export const scored = (
  names: readonly TaggedName[],
  { sure, withoutSureName }: Omit<NameSettings, 'leaning'> = nameSettings,
): ScoredName[] => {
  const share = names.some(({ probability }) => probability >= sure) ? 1 : withoutSureName;
  return names.map((name) => ({ ...name, score: name.probability * share }));
};

/** A check digit makes a finding certain; a name never is, however it rounds. */
const surest = 0.99;

const findingOf = ({ type, start, end, probability, score, evidence }: ScoredName): Finding => ({
  entity: type,
  start,
  end,
  score: Math.min(surest, rounded(score)),
  because: { recognizer: recognizerName, pattern: evidence, originalScore: rounded(probability) },
});

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

import type { Explanation, Finding } from '../recognizers/recognizer.ts';
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

export type FindNamesOptions = {
  /** Say in `because.pattern` what speaks most for each name. Default false. */
  explain?: boolean | undefined;
};

/**
 * Names of people, places and organisations in texts, each by itself. The score is the probability that all of it is a
 * name of its type, lowered in a text that has no sure name. Throws `redact.weights_unreadable` where the weights were
 * not loaded before and cannot be. Linear in the text.
 */
export const findNames = (
  texts: readonly string[],
  { explain = false }: FindNamesOptions = {},
): Finding[][] => {
  const weights = loadNames();
  return texts.map((text) => {
    const names = tagNames(text, weights, { explain });
    const share = shareOf(names, nameSettings);
    return names.map((name) => findingOf(name, name.probability * share));
  });
};

/** A name with the score that its text gives it. */
export type ScoredName = TaggedName & { score: number };

type ScoreSettings = Omit<NameSettings, 'leaning'>;

/** The names of one text with their scores: probabilities, lowered where none of them is sure. */
export const scored = (
  names: readonly TaggedName[],
  settings: ScoreSettings = nameSettings,
): ScoredName[] => {
  const share = shareOf(names, settings);
  return names.map((name) => ({ ...name, score: name.probability * share }));
};

const shareOf = (names: readonly TaggedName[], { sure, withoutSureName }: ScoreSettings): number =>
  names.some(({ probability }) => probability >= sure) ? 1 : withoutSureName;

/** A check digit makes a finding certain; a name never is, however it rounds. */
const surest = 0.99;

const findingOf = ({ type, start, end, probability, evidence }: TaggedName, score: number): Finding => ({
  entity: type,
  start,
  end,
  score: Math.min(surest, rounded(score)),
  because: becauseOf(rounded(probability), evidence),
});

/** By thousandths: names that nobody asked to explain have their reasons in common. */
const unexplained: Explanation[] = [];

const becauseOf = (originalScore: number, evidence: string | undefined): Explanation => {
  if (evidence !== undefined) return { recognizer: recognizerName, pattern: evidence, originalScore };
  const place = Math.round(originalScore * 1000);
  unexplained[place] ??= { recognizer: recognizerName, pattern: 'Name', originalScore };
  return unexplained[place];
};

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

import type { EntityType } from '../entities.ts';

/** One way in which a value is written. */
export type Pattern = {
  name: string;
  /**
   * Global, and linear in the text: no quantifier inside a quantifier, every repetition bounded or kept
   * from starting twice in one run by a look-behind. With flag `d`, the group `value` is what is found.
   */
  regex: RegExp;
  /**
   * How sure the pattern alone is, from 0 to 1: about the share of its matches in mixed text that are what it
   * says. Under 0.4 it does not count without a context word, from 0.5 it swallows what lies inside of it.
   */
  score: number;
  /** Any of these must stand in the text for the pattern to match; looked for first, since that is cheap. */
  requires?: readonly string[];
  /** One of them stands at most so many UTF-16 units behind where a match begins: it is looked for there only. */
  within?: number;
  /** Most UTF-16 units of a match where it may have more than 400. */
  reach?: number;
};

/** One kind of personal data that is known by its form. */
export type Recognizer = {
  /** Presidio's name for it where it has one. */
  name: string;
  entity: EntityType;
  patterns: readonly Pattern[];
  /** True: certain (a check digit fits, the score becomes 1); false: none; undefined: the pattern's score. */
  validate?(value: string): boolean | undefined;
  /** `validate` may answer true, so that a weak pattern counts without a context word. */
  certain?: boolean;
  /** Words nearby that raise the score by 0.35, in lower case; see `phraseIndex` for what counts as one. */
  context?: readonly string[];
  /** The pattern says nothing without such a word: no finding where there is none. */
  needsContext?: boolean;
  /** Every match holds a digit within its first hundred characters: parts of a text without one are skipped. */
  hasDigits?: boolean;
  /** The context words are labels that stand in the match itself: it is looked for around them only. */
  aroundContext?: boolean;
};

/** Why there is a finding; Presidio's `analysis_explanation`. */
export type Explanation = {
  recognizer: string;
  pattern: string;
  regex?: string;
  originalScore: number;
  contextWord?: string;
  /** How many words lie between the value and its context word. */
  contextDistance?: number;
  validated?: boolean;
};

/** Personal data in a text. Offsets are UTF-16 units, end exclusive. */
export type Finding = { entity: EntityType; start: number; end: number; score: number; because: Explanation };

import type { EntityType } from '../entities.ts';

/** One way in which a value is written. */
export type Pattern = {
  name: string;
  /**
   * Global, and linear in the text: no quantifier inside a quantifier, every repetition bounded or kept
   * from starting twice in one run by a look-behind. With flag `d`, the group `value` is what is found.
   */
  regex: RegExp;
  /** Confidence by itself, from 0 to 1. */
  score: number;
};

/** One kind of personal data that is known by its form. */
export type Recognizer = {
  /** Presidio's name for it where it has one. */
  name: string;
  entity: EntityType;
  patterns: readonly Pattern[];
  /** True: certain (a check digit fits, the score becomes 1); false: none; undefined: the pattern's score. */
  validate?(value: string): boolean | undefined;
  /** Words nearby that raise the score by 0.35, in lower case; a word counts where it begins with one. */
  context?: readonly string[];
  /** The pattern says nothing without such a word: no finding where there is none. */
  needsContext?: boolean;
};

/** Why there is a finding; Presidio's `analysis_explanation`. */
export type Explanation = {
  recognizer: string;
  pattern: string;
  regex?: string;
  originalScore: number;
  contextWord?: string;
  validated?: boolean;
};

/** Personal data in a text. Offsets are UTF-16 units, end exclusive. */
export type Finding = { entity: EntityType; start: number; end: number; score: number; because: Explanation };

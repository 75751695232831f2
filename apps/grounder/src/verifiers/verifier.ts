import { Failure } from '@rollcall/failures';
import type { Passage } from '../sources.ts';

/** A claim that another verifier is asked about. */
export type AskedClaim = {
  /** The claim without its citation marks. */
  text: string;
  /** What a table's cell is said of; undefined for a claim that stands by itself. */
  about?: string | undefined;
  /** The sentences that say most of it and those beside them, in the order of the text. */
  bearing: string;
  /** The passages that they stand in, by id. */
  bearingPassages: readonly string[];
};

/** What a verifier knows besides the claims. */
export type VerifyContext = {
  question: string;
  passages: readonly Passage[];
  /** The row that is verified for, whose run has a budget; undefined for a call over HTTP. */
  row?: { rowId: string; epoch: number } | undefined;
  /** The texts may hold personal data: see `mayAsk`. */
  unmasked: boolean;
  /** No answer is of use after this moment; Unix milliseconds. */
  deadlineAt?: number | undefined;
};

export type ClaimScores = {
  /** The probability that the sources bear a claim out, 0 to 1, for each claim in order. */
  scores: readonly number[];
  /** Tokens that it cost, where somebody counts them. */
  tokens?: number | undefined;
  /** What was booked on the run's budget for it beforehand. */
  reserved?: number | undefined;
};

/**
 * A verifier that is asked after the built-in one about what that one is unsure of. It answers every claim or
 * throws a Failure; `signal` is aborted where nobody wants the answer any more.
 */
export type Verifier = {
  name: string;
  /** False where it must not see these texts: it is then passed over, which is no failure. Default: true. */
  mayAsk?(context: VerifyContext): boolean;
  verify(claims: readonly AskedClaim[], context: VerifyContext, signal: AbortSignal): Promise<ClaimScores>;
};

/** Demands a probability for each claim. Throws `verifier.invalid`, whatever a plug-in has made of it. */
export const demandScores = (scores: readonly number[], claims: number): readonly number[] => {
  const isProbability = (score: unknown): boolean =>
    typeof score === 'number' && Number.isFinite(score) && score >= 0 && score <= 1;
  if (scores.length !== claims || !scores.every(isProbability)) throw new Failure('verifier.invalid');
  return scores;
};

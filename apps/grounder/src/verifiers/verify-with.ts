import { asFailure } from '@rollcall/failures';
import type { Verdict } from '@rollcall/pipeline';
import { type AnswerReading, type ReadClaim, readAnswer, type VerifyInput } from '../answer-reading.ts';
import { roundedScore } from '../rounded-score.ts';
import { textOf } from '../sources.ts';
import { defaultThreshold, verdictOf } from '../support.ts';
import { defaultBand, uncertainClaims } from './uncertain-claims.ts';
import { type AskedClaim, demandScores, type Verifier, type VerifyContext } from './verifier.ts';

/** Which verifiers are asked besides the built-in one, in order, and how uncertain a score must be for it. */
export type Verifiers = {
  list: readonly Verifier[];
  band?: number | undefined;
  /** Told how each asking ended: `answered`, or the code of the failure. */
  note?: (verifier: string, outcome: string) => void;
};

export type Asking = Omit<VerifyContext, 'question' | 'passages'>;

/**
 * The verdict of the built-in verifier, and for the claims that it is unsure of the scores of those that are asked
 * after it, one after the other as long as any is uncertain. One that fails changes nothing but that the verdict
 * is `degraded` and says by which code. Throws only what `signal` was aborted for.
 */
export const verifyWith = async (
  input: VerifyInput,
  { list, band = defaultBand, note }: Verifiers,
  asking: Asking,
  signal: AbortSignal,
): Promise<Verdict> => {
  const reading = readAnswer(input);
  const threshold = input.threshold ?? defaultThreshold;
  const scores = reading.claims.map(({ score }) => score);
  const context: VerifyContext = { ...asking, question: input.question ?? '', passages: input.passages };
  const asked: NonNullable<Verdict['asked']> = [];
  const degradedBy: NonNullable<Verdict['degradedBy']> = [];
  for (const verifier of list) {
    if (verifier.mayAsk?.(context) === false) continue;
    const uncertain = uncertainClaims(reading.claims, scores, { threshold, band });
    if (uncertain.length === 0) break;
    const claims = uncertain.map((at) => askedClaim(reading.claims[at]!, reading));
    try {
      const answered = await verifier.verify(claims, context, signal);
      demandScores(answered.scores, claims.length).forEach((score, index) => {
        scores[uncertain[index]!] = roundedScore(score);
      });
      asked.push({
        verifier: verifier.name,
        claims: claims.length,
        ...(answered.tokens === undefined ? {} : { tokens: answered.tokens }),
        ...(answered.reserved === undefined ? {} : { reserved: answered.reserved }),
      });
      note?.(verifier.name, 'answered');
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const { code } = asFailure(thrown, 'verifier.failed');
      degradedBy.push({ verifier: verifier.name, code });
      note?.(verifier.name, code);
    }
  }
  const verdict = verdictOf(reading, scores, threshold);
  return {
    ...verdict,
    verifier: [verdict.verifier, ...asked.map((one) => one.verifier)].join('+'),
    degraded: degradedBy.length > 0,
    ...(degradedBy.length === 0 ? {} : { degradedBy }),
    ...(asked.length === 0 ? {} : { asked }),
  };
};

const askedClaim = (
  { statements: [{ about }], reading }: ReadClaim,
  { grounds: { sources } }: AnswerReading,
): AskedClaim => ({
  text: reading.said.replace(/\s+/g, ' ').trim(),
  ...(about === undefined ? {} : { about }),
  bearing: reading.near.map((sentence) => textOf(sources, sentence)).join(' '),
  bearingPassages: [
    ...new Set(
      reading.bearing.picks.map(({ sentence }) => sources.passages[sources.sentences[sentence]!.passage]!.id),
    ),
  ],
});

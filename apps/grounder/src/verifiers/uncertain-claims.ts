import type { ReadClaim } from '../answer-reading.ts';

/** Claims that one answer asks another verifier about; the least certain ones where there are more. */
export const mostAsked = 50;

/** Scores nearer to the threshold than this are uncertain: there about two in five judgements are wrong. */
export const defaultBand = 0.2;

/**
 * The claims whose score says little: indices, in the order of the answer. Never one that no sentence bears, and
 * never one against which hard evidence speaks: no opinion outweighs a number that the sources lack.
 */
export const uncertainClaims = (
  claims: readonly ReadClaim[],
  scores: readonly number[],
  { threshold, band }: { threshold: number; band: number },
): number[] => {
  const distance = (at: number): number => Math.abs(scores[at]! - threshold);
  return claims
    .map((_, at) => at)
    .filter((at) => {
      const { reading, findings } = claims[at]!;
      if (reading.bearing.picks.length === 0 || findings.some(({ certain }) => certain)) return false;
      return distance(at) < band;
    })
    .sort((a, b) => distance(a) - distance(b) || a - b)
    .slice(0, mostAsked)
    .sort((a, b) => a - b);
};

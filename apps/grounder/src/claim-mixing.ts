import { sigmoid } from './model/logistic.ts';

/** Weights of a claim's own log-odds and of its answer's mean, and what is added. */
export type Mixing = { own: number; context: number; intercept: number };

/** Log-odds beyond these count no more for the claims beside: one copied sentence does not carry a wrong one. */
const mostContext = 2;

/** Where hard evidence is certain the log-odds are at most this, and move little with the model's. */
const certainly = { most: -1, slope: 0.1 };

/** Mean log-odds of an answer's claims, each within bounds; 0 for none. */
export const contextOf = (logOdds: readonly number[]): number =>
  logOdds.reduce((sum, value) => sum + Math.max(-mostContext, Math.min(mostContext, value)), 0) /
  Math.max(1, logOdds.length);

/**
 * The probabilities of an answer's claims. A claim among others that are borne out is likelier to be so,
 * too. Certain hard evidence keeps a claim under one half, whatever the model says.
 */
export const mixed = (
  claims: readonly { own: number; certain: boolean; times?: number }[],
  { own, context, intercept }: Mixing,
): number[] => {
  const around = contextOf(claims.flatMap((claim) => Array(claim.times ?? 1).fill(claim.own)));
  return claims.map((claim) => {
    const together = own * claim.own + context * around + intercept;
    if (!claim.certain) return sigmoid(together);
    return sigmoid(Math.min(together, certainly.most) + certainly.slope * Math.min(together, 0));
  });
};

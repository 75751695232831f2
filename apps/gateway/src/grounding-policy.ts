import { type GroundingPolicy, groundingPolicies, type Treatment } from '@rollcall/pipeline';

/**
 * The policy for a document: what the request asks for, and at least what the collection's operator has set;
 * `annotate` where neither says anything.
 */
export const groundingPolicy = (
  asked: GroundingPolicy | undefined,
  least: GroundingPolicy | null | undefined,
): GroundingPolicy => {
  if (asked === undefined) return least ?? 'annotate';
  const rank = (policy: GroundingPolicy): number => groundingPolicies.indexOf(policy);
  return least != null && rank(least) > rank(asked) ? least : asked;
};

/** The policy as it travels: stages that know neither `retry` nor `remove` annotate. */
export const groundingTreatment = (policy: GroundingPolicy): Pick<Treatment, 'grounding' | 'unsupported'> =>
  policy === 'retry' || policy === 'remove'
    ? { grounding: 'annotate', unsupported: policy }
    : { grounding: policy };

import { type GroundingPolicy, groundingPolicies, type Treatment } from './payloads.ts';

/** What the operator of a collection has set for the documents that are asked of it. */
export type CollectionPolicy = {
  /** Abstain before the model where the sources cannot carry an answer. */
  abstain: boolean;
  /** Leave passages that bring nothing to the question out of the prompt. */
  drop: boolean;
  /** The least that becomes of an answer that is not borne out; null where requests decide. */
  grounding: GroundingPolicy | null;
};

/** Of a collection for which nothing was set, and of a question that is asked of none. */
export const noPolicy: CollectionPolicy = { abstain: false, drop: false, grounding: null };

/**
 * What becomes of an answer that is not borne out: what was asked for, and at least what the collection's operator
 * has set; `annotate` where neither says anything.
 */
export const groundingPolicy = (
  asked: GroundingPolicy | undefined,
  least: CollectionPolicy['grounding'],
): GroundingPolicy => {
  if (asked === undefined) return least ?? 'annotate';
  const rank = (policy: GroundingPolicy): number => groundingPolicies.indexOf(policy);
  return least !== null && rank(least) > rank(asked) ? least : asked;
};

/**
 * How a document is treated, as it travels: what was asked for under the collection's policy. Stages that know
 * neither `retry` nor `remove` annotate, and those that do not know `drop` quote every passage.
 */
export const treatmentUnder = (
  { abstain, drop, grounding: least }: CollectionPolicy,
  asked?: GroundingPolicy,
): Treatment => {
  const policy = groundingPolicy(asked, least);
  return {
    ...(policy === 'retry' || policy === 'remove'
      ? { grounding: 'annotate', unsupported: policy }
      : { grounding: policy }),
    abstain,
    ...(drop ? { drop } : {}),
  };
};

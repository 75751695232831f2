import { Failure } from '@rollcall/failures';
import type { RedactionOperator, RedactionPolicy } from '@rollcall/pipeline';
import type { AnalyzeOptions } from './analyze.ts';
import { type EntityType, isEntityType, maskedTypes } from './entities.ts';

/** What is done to a value that is to be masked. */
export type MaskingOperator = Exclude<RedactionOperator, { type: 'keep' }>;

/** A policy in the terms of the analyzer and of masking. */
export type MaskingPolicy = {
  analysis: AnalyzeOptions;
  operatorOf(entity: EntityType): MaskingOperator;
};

const placeholder: MaskingOperator = { type: 'placeholder' };

/**
 * What a collection's policy means. A type that is kept is not looked for. Throws `redact.policy_invalid` for a
 * type that this redactor does not know: what it cannot find it would let through in silence.
 *
 * @param threshold least score where the policy says nothing
 */
export const readMaskingPolicy = (policy: RedactionPolicy, threshold?: number): MaskingPolicy => {
  const { operators = {}, thresholds = {}, allow = [] } = policy;
  const named = [...(policy.entities ?? []), ...Object.keys(operators), ...Object.keys(thresholds)];
  const unknown = [...new Set(named)].filter((name) => name !== 'DEFAULT' && !isEntityType(name));
  if (unknown.length > 0) throw new Failure('redact.policy_invalid', { details: { entities: unknown } });
  const chosen = (entity: EntityType): RedactionOperator =>
    operators[entity] ?? operators.DEFAULT ?? placeholder;
  const wanted = policy.entities === undefined ? [...maskedTypes] : policy.entities.filter(isEntityType);
  const least = thresholds.DEFAULT ?? threshold;
  return {
    analysis: {
      entities: wanted.filter((entity) => chosen(entity).type !== 'keep'),
      covering: true,
      thresholds,
      allowList: allow,
      ...(least === undefined ? {} : { threshold: least }),
    },
    // Nobody asks for a type that is kept; if anybody did, it would be masked.
    operatorOf: (entity) => {
      const operator = chosen(entity);
      return operator.type === 'keep' ? placeholder : operator;
    },
  };
};

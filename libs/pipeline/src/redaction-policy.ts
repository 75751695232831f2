import { z } from 'zod';

/** An entity type, in Presidio's way of writing. */
const entity = z.string().regex(/^[A-Z][A-Z0-9_]{0,49}$/);
const entityOrDefault = z.union([z.literal('DEFAULT'), entity]);

/**
 * What takes a value's place. Only `placeholder` comes back for the caller; after the others the value is gone
 * from the document for good.
 */
export const redactionOperator = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('placeholder') }),
  /** Every letter and digit becomes `character`, but for the last `keepLast`. */
  z.strictObject({
    type: z.literal('mask'),
    character: z.enum(['*', '#', 'x', 'X', '•']).default('*'),
    keepLast: z.int().min(0).max(8).default(0),
  }),
  /** A keyed hash (HMAC-SHA-256): equal values of one collection have the same, and nobody can guess it. */
  z.strictObject({ type: z.literal('hash') }),
  z.strictObject({ type: z.literal('redact') }),
  z.strictObject({ type: z.literal('keep') }),
]);

/**
 * How a collection's text is masked: the operator's word, stored on the collection, and never a field of a
 * request. `{}` is what every collection begins with: every type but dates, by placeholders.
 */
export const redactionPolicy = z.strictObject({
  /** Types to look for; all but dates where it is not set. */
  entities: z.array(entity).min(1).max(200).optional(),
  /** By type; `DEFAULT` for the others. */
  operators: z.record(entityOrDefault, redactionOperator).optional(),
  /** Least score by type, from 0 to 1; `DEFAULT` for the others, else the redactor's setting. */
  thresholds: z.record(entityOrDefault, z.number().min(0).max(1)).optional(),
  /** Values that are no personal data, compared exactly. */
  allow: z.array(z.string().min(1).max(200)).max(1000).optional(),
  /** Within what equal values share a placeholder where the caller names no conversation. Default `document`. */
  scope: z.enum(['document', 'run']).optional(),
});

export type RedactionOperator = z.infer<typeof redactionOperator>;
export type RedactionPolicy = z.infer<typeof redactionPolicy>;

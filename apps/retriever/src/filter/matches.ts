import type { Comparison, Condition, FieldPath, Scalar } from './condition.ts';

/**
 * Whether a document's metadata meets a condition. This says what filters mean; what Postgres is asked
 * (`to-jsonpath.ts`) means the same, which a test holds on random metadata.
 *
 * - A field that holds a list has each of the list's values; a list inside that list is none of them.
 * - A path that meets a list goes on in each of its objects.
 * - Values of two types are never equal and neither is the greater one. Numbers compare as numbers, strings by code
 *   point. Nothing is true of a field that is not there, so that `not` is true of what has no such field.
 */
export const matches = (metadata: unknown, condition: Condition): boolean => {
  switch (condition.kind) {
    case 'and':
      return condition.of.every((inner) => matches(metadata, inner));
    case 'or':
      return condition.of.some((inner) => matches(metadata, inner));
    case 'not':
      return !matches(metadata, condition.of);
    case 'exists':
      return fieldsAt(metadata, condition.path).length > 0;
    case 'in':
      return valuesAt(metadata, condition.path).some((value) => condition.values.includes(value as Scalar));
    default:
      return valuesAt(metadata, condition.path).some(
        (value) =>
          typeof value === typeof condition.value && holds[condition.kind](order(value, condition.value)),
      );
  }
};

const holds: Record<Comparison, (sign: number) => boolean> = {
  gt: (sign) => sign > 0,
  gte: (sign) => sign >= 0,
  lt: (sign) => sign < 0,
  lte: (sign) => sign <= 0,
};

const order = (a: unknown, b: string | number): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  // UTF-8 keeps the order of code points, UTF-16 does not: a surrogate comes before U+E000.
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
};

/** What stands at the end of a path, lists as they are. */
const fieldsAt = (metadata: unknown, path: FieldPath): unknown[] =>
  path.reduce<unknown[]>(
    (found, name) =>
      found
        .flatMap((value) => (Array.isArray(value) ? value : [value]))
        .filter((value): value is Record<string, unknown> => isObject(value) && Object.hasOwn(value, name))
        .map((value) => value[name]),
    [metadata],
  );

const valuesAt = (metadata: unknown, path: FieldPath): unknown[] =>
  fieldsAt(metadata, path).flatMap((value) => (Array.isArray(value) ? value : [value]));

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a document's metadata field can be compared with. */
export type Scalar = string | number | boolean | null;

/** The names that lead to a field: one for a field of the metadata itself, more for one inside an object. */
export type FieldPath = readonly string[];

export const comparisons = ['gt', 'gte', 'lt', 'lte'] as const;
export type Comparison = (typeof comparisons)[number];

/**
 * A filter that has been checked: what it says of a document's metadata (docs/retrieval-filters.md).
 * `eq` has become `in` with one value, and `exists: false` the opposite of `exists`.
 */
export type Condition =
  | { kind: 'and' | 'or'; of: readonly Condition[] }
  | { kind: 'not'; of: Condition }
  /** One of the field's values is one of these; of no values, never. */
  | { kind: 'in'; path: FieldPath; values: readonly Scalar[] }
  /** One of the field's values is of the same type as `value` and so related to it. */
  | { kind: Comparison; path: FieldPath; value: string | number }
  /** The field is there; null and an empty list are something. */
  | { kind: 'exists'; path: FieldPath };

/** What bounds the work that a filter can make. */
export const filterLimits = {
  /** `and`, `or` and `not` inside each other. */
  depth: 8,
  /** Conditions on a field, all together. */
  conditions: 100,
  /** Values to compare with, all together. */
  values: 1000,
  /** Names of one field's path: metadata is nested no deeper. */
  names: 8,
  /** UTF-16 units of a path, its names together. */
  pathLength: 200,
  /** UTF-16 units of a string to compare with. */
  textLength: 1000,
} as const;

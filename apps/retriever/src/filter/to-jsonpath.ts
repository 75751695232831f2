import type { Comparison, Condition, FieldPath } from './condition.ts';

/**
 * A condition as a path predicate of SQL/JSON (PostgreSQL's manual, 9.16.2), for `metadata @@ $1`: a filter of any
 * shape is one parameter of one prepared statement. Where nothing stands at a path, or values of two types meet, a
 * predicate there is unknown; `@@` takes that for false, and so must `not`.
 *
 * @param root where the metadata stands in the value that is asked: `$`, or a member of it
 */
export const toJsonpath = (condition: Condition, root = '$'): string =>
  predicate(condition, { root, isNegated: false });

/**
 * Whether an index of metadata (`jsonb_path_ops`) can narrow a condition down: it knows which documents have a value,
 * and neither their order nor what they lack.
 */
export const isIndexed = (condition: Condition): boolean => {
  switch (condition.kind) {
    case 'in':
      return condition.values.length > 0;
    case 'and':
      return condition.of.some(isIndexed);
    case 'or':
      return condition.of.every(isIndexed);
    default:
      return false;
  }
};

type Place = { root: string; isNegated: boolean };

/** `not` is carried inwards to the conditions on fields, where what is unknown is known to be. */
const predicate = (condition: Condition, place: Place): string => {
  switch (condition.kind) {
    case 'not':
      return predicate(condition.of, { ...place, isNegated: !place.isNegated });
    case 'and':
    case 'or': {
      const isAnd = (condition.kind === 'and') !== place.isNegated;
      if (condition.of.length === 0) return isAnd ? always : never;
      return `(${condition.of.map((inner) => predicate(inner, place)).join(isAnd ? ' && ' : ' || ')})`;
    }
    default: {
      const positive = leaf(condition, place.root);
      return place.isNegated ? `(!(${positive}) || ((${positive}) is unknown))` : positive;
    }
  }
};

const leaf = (condition: Extract<Condition, { path: FieldPath }>, root: string): string => {
  const at = [root, ...condition.path.map((name) => JSON.stringify(name))].join('.');
  if (condition.kind === 'exists') return `exists(${at})`;
  if (condition.kind === 'in') {
    if (condition.values.length === 0) return never;
    return `(${condition.values.map((value) => `${at} == ${JSON.stringify(value)}`).join(' || ')})`;
  }
  return `(${at} ${signs[condition.kind]} ${JSON.stringify(condition.value)})`;
};

const signs: Record<Comparison, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

const always = '(1 == 1)';
const never = '(1 == 0)';

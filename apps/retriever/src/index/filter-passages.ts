import type { Queryable } from '@rollcall/postgres';
import { safeText } from '../safe-text.ts';
import { readInts } from './int-lists.ts';
import { indexOfSorted } from './segment.ts';
import type { Snapshot } from './snapshot.ts';

type Scalar = string | number | boolean | null;

/**
 * Metadata field -> the value that it must have, or the values of which it must have one. A field that
 * holds a list has each of the list's values.
 */
export type Filter = Record<string, Scalar | Scalar[]>;

/**
 * A query for the numbers of the passages of `searched` (a row of `collections`) whose documents have, for
 * every filtered field, one of its listed values. `parameter`: of the filter as `asLists` writes it.
 */
export const allowedNumbers = (parameter: string): string => `
  SELECT p.number FROM rollcall.documents d JOIN rollcall.passages p ON p.document_id = d.id
  WHERE d.collection_id = searched.id AND NOT EXISTS (
    SELECT FROM jsonb_each(${parameter}::jsonb) AS field WHERE NOT EXISTS (
      SELECT FROM jsonb_array_elements(field.value) AS listed WHERE d.metadata -> field.key @> listed.value
    )
  )`;

export const asLists = (filter: Filter): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(filter).map(([field, value]) => [
        safeText(field),
        [value].flat().map((item) => (typeof item === 'string' ? safeText(item) : item)),
      ]),
    ),
  );

/** Filters whose passages are kept with each snapshot, by the filter as text; a byte a passage each. */
const keptFilters = 16;
const kept = new WeakMap<Snapshot, Map<string, Uint8Array>>();

/**
 * Which passages of a snapshot a filter allows: 1 by ordinal. Undefined where the collection has changed
 * since the snapshot.
 */
export const filterSnapshot = async (
  db: Queryable,
  snapshot: Snapshot,
  filter: Filter,
): Promise<Uint8Array | undefined> => {
  const lists = asLists(filter);
  const known = kept.get(snapshot)?.get(lists);
  if (known !== undefined) return known;
  const { rows } = await db.query<{ version: number; count: number; numbers: string }>({
    name: 'passages.filter',
    text: `SELECT version::float8 AS version, count(allowed.number)::int AS count,
             coalesce(array_agg(allowed.number) FILTER (WHERE allowed.number IS NOT NULL), '{}')::text AS numbers
           FROM rollcall.collections AS searched LEFT JOIN LATERAL (${allowedNumbers('$2')}) AS allowed ON true
           WHERE searched.id = $1 GROUP BY searched.id`,
    values: [snapshot.collectionId, lists],
  });
  const row = rows[0];
  if (row?.version !== snapshot.version) return undefined;
  const numbers = new Float64Array(row.count);
  readInts(row.numbers, numbers);
  const allowed = markNumbers(snapshot, numbers.sort());
  const filters = kept.get(snapshot) ?? new Map<string, Uint8Array>();
  if (filters.size === keptFilters) filters.delete(filters.keys().next().value as string);
  kept.set(snapshot, filters.set(lists, allowed));
  return allowed;
};

const markNumbers = ({ parts, firsts }: Snapshot, numbers: Float64Array): Uint8Array => {
  const allowed = new Uint8Array(firsts.at(-1) as number);
  let part = 0;
  for (const number of numbers) {
    while (part < parts.length && (parts[part]?.segment.numbers.at(-1) as number) < number) part += 1;
    const place =
      part < parts.length ? indexOfSorted(parts[part]?.segment.numbers as Float64Array, number) : -1;
    if (place !== -1) allowed[(firsts[part] as number) + place] = 1;
  }
  return allowed;
};

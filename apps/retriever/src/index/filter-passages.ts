import type { TenantQueryable } from '@rollcall/postgres';
import { allowedNumbers, sqlFilter } from '../filter/allowed-numbers.ts';
import type { Condition } from '../filter/condition.ts';
import { readInts } from './int-lists.ts';
import { indexOfSorted } from './segment.ts';
import type { Snapshot } from './snapshot.ts';

/** Filters whose passages are kept with each snapshot, by the filter as text; a byte a passage each. */
const keptFilters = 16;
const kept = new WeakMap<Snapshot, Map<string, Uint8Array>>();

/**
 * Which passages of a snapshot a filter allows: 1 by ordinal. Undefined where the collection has changed
 * since the snapshot.
 */
export const filterSnapshot = async (
  db: TenantQueryable,
  snapshot: Snapshot,
  condition: Condition,
): Promise<Uint8Array | undefined> => {
  const { way, parameter } = sqlFilter(condition, snapshot.collectionId);
  const known = kept.get(snapshot)?.get(parameter);
  if (known !== undefined) return known;
  const { rows } = await db.query<{ version: number; count: number; numbers: string }>({
    name: `passages.filter_${way}`,
    text: `SELECT version::float8 AS version, count(allowed.number)::int AS count,
             coalesce(array_agg(allowed.number) FILTER (WHERE allowed.number IS NOT NULL), '{}')::text AS numbers
           FROM rollcall.collections AS searched LEFT JOIN LATERAL (${allowedNumbers[way]('$2')}) AS allowed ON true
           WHERE searched.id = $1 GROUP BY searched.id`,
    values: [snapshot.collectionId, parameter],
  });
  const row = rows[0];
  if (row?.version !== snapshot.version) return undefined;
  const numbers = new Float64Array(row.count);
  readInts(row.numbers, numbers);
  const allowed = markNumbers(snapshot, numbers.sort());
  const filters = kept.get(snapshot) ?? new Map<string, Uint8Array>();
  if (filters.size === keptFilters) filters.delete(filters.keys().next().value as string);
  kept.set(snapshot, filters.set(parameter, allowed));
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

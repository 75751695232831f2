import type { TenantDatabase, TenantQueryable } from '@rollcall/postgres';
import { chooseMerge } from './choose-merge.ts';
import { readInts } from './int-lists.ts';
import { mergeSegments } from './merge-segments.ts';
import { readHeader, type SegmentHeader } from './read-header.ts';
import { readSegment } from './read-segment.ts';
import { firstAbove, indexOfSorted } from './segment.ts';
import { writeSegment } from './write-segment.ts';

const MINUTE = 60_000;

/**
 * A tombstone stays at least this long, for the snapshots that have not heard of it. One that was last
 * brought up to date before the tombstone, and is asked for after the merge that took it away, is read anew.
 */
export const tombstonesStayMs = 10 * MINUTE;

/**
 * Merges some segments of a collection into one, if that is due; false where it is not, or another process is
 * at it.
 *
 * It is one transaction: whoever is killed in the middle has done nothing. Writers are not held up: they add
 * segments and tombstones, and only merges, one at a time by an advisory lock, take any away. What a merge
 * changes can be seen in no answer, so the collection keeps its version.
 */
export const mergeCollection = (
  db: TenantDatabase,
  collectionId: string,
  { stayMs = tombstonesStayMs }: { stayMs?: number } = {},
): Promise<boolean> =>
  db.transaction(async (tx) => {
    if (!(await lockMerges(tx, collectionId))) return false;
    const header = await readHeader(tx, collectionId, 0);
    if (header === undefined || header.segments.length === 0) return false;
    const buried = await readSettled(tx, collectionId, stayMs);
    const dead = header.segments.map(
      ({ firstNumber, lastNumber }) => firstAbove(buried, lastNumber) - firstAbove(buried, firstNumber - 1),
    );
    const due = chooseMerge(
      header.segments.map(({ passages }, at) => ({ passages, dead: dead[at] as number })),
    );
    if (due === undefined) return false;
    await replace(tx, collectionId, header.segments.slice(due.from, due.to), buried);
    return true;
  });

const lockMerges = async (tx: TenantQueryable, collectionId: string): Promise<boolean> => {
  const { rows } = await tx.query<{ locked: boolean }>({
    name: 'merges.lock',
    text: `SELECT pg_try_advisory_xact_lock(hashtextextended('rollcall.merge ' || $1, 0)) AS locked`,
    values: [collectionId],
  });
  return rows[0]?.locked === true;
};

/** The numbers of the passages that have been gone for so long, rising. */
const readSettled = async (
  tx: TenantQueryable,
  collectionId: string,
  stayMs: number,
): Promise<Float64Array> => {
  const { rows } = await tx.query<{ count: number; numbers: string }>({
    name: 'tombstones.settled',
    text: `SELECT count(*)::int AS count, coalesce(array_agg(number ORDER BY number), '{}')::text AS numbers
           FROM rollcall.tombstones
           WHERE collection_id = $1 AND deleted_at <= now() - $2 * interval '1 ms'`,
    values: [collectionId, stayMs],
  });
  const numbers = new Float64Array(rows[0]?.count ?? 0);
  readInts(rows[0]?.numbers ?? '', numbers);
  return numbers;
};

const replace = async (
  tx: TenantQueryable,
  collectionId: string,
  headers: readonly SegmentHeader[],
  buried: Float64Array,
): Promise<void> => {
  const parts = [];
  for (const header of headers) {
    const segment = await readSegment(tx, header);
    if (segment === undefined) throw new Error('a segment went while merges were locked');
    parts.push({ segment, dead: markDead(segment.numbers, buried) });
  }
  const merged = await mergeSegments(parts);
  await tx.query({
    name: 'segments.drop',
    text: 'DELETE FROM rollcall.segments WHERE id = ANY($1::bigint[])',
    values: [headers.map(({ id }) => id)],
  });
  if (merged.numbers.length > 0) {
    // Of the passages that went nobody knows the bytes any more: theirs are taken to be as many as the
    // others'.
    const tokenBytes = headers.reduce((sum, header) => sum + header.tokenBytes, 0);
    const passages = headers.reduce((sum, header) => sum + header.passages, 0);
    const kept = Math.ceil((tokenBytes * merged.numbers.length) / passages);
    await writeSegment(tx, collectionId, merged, kept);
  }
  await forget(tx, collectionId, headers, buried);
};

const markDead = (numbers: Float64Array, buried: Float64Array): Uint8Array | undefined => {
  const dead = new Uint8Array(numbers.length);
  let count = 0;
  const last = numbers.at(-1) as number;
  for (let at = firstAbove(buried, (numbers[0] as number) - 1); (buried[at] as number) <= last; at += 1) {
    const place = indexOfSorted(numbers, buried[at] as number);
    if (place === -1) continue;
    dead[place] = 1;
    count += 1;
  }
  return count === 0 ? undefined : dead;
};

/**
 * Removes the tombstones that the merge has made needless. Last, for it waits for the collection's writers.
 */
const forget = async (
  tx: TenantQueryable,
  collectionId: string,
  headers: readonly SegmentHeader[],
  buried: Float64Array,
): Promise<void> => {
  const from = headers[0]?.firstNumber as number;
  const to = headers.at(-1)?.lastNumber as number;
  const numbers = buried.slice(firstAbove(buried, from - 1), firstAbove(buried, to));
  if (numbers.length === 0) return;
  await tx.query({
    name: 'tombstones.forget',
    text: `WITH gone AS (
             DELETE FROM rollcall.tombstones WHERE collection_id = $1 AND number = ANY($2::bigint[]) RETURNING version
           )
           UPDATE rollcall.collections SET purged = greatest(purged, (SELECT max(version) FROM gone)) WHERE id = $1`,
    values: [collectionId, [...numbers]],
  });
};

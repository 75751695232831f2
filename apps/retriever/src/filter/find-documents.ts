import type { TenantQueryable } from '@rollcall/postgres';
import type { Condition } from './condition.ts';
import { isIndexed, toJsonpath } from './to-jsonpath.ts';

/** Documents of a collection by their surrogate ids, as they were when the collection had this version. */
export type FoundDocuments = {
  version: number;
  /** The ids one after the other in ascending order, 16 bytes each. */
  ids: Buffer;
};

/**
 * The documents of a collection whose metadata meets a condition. What an index of the metadata can narrow down is
 * found by it; any other condition is asked of every document of the collection. Undefined where the tenant has no
 * such collection. Throws `postgres.*`.
 */
export const findDocuments = async (
  db: TenantQueryable,
  collectionId: string,
  condition: Condition,
): Promise<FoundDocuments | undefined> => {
  const way = isIndexed(condition) ? 'indexed' : 'scanned';
  const root = way === 'indexed' ? `$."${collectionId}"` : '$';
  const { rows } = await db.query<FoundDocuments>({
    name: `documents.find_${way}`,
    text: `SELECT c.version::float8 AS version, (
             SELECT coalesce(string_agg(uuid_send(met.id), '' ORDER BY met.id), '') FROM (${ways[way]}) AS met (id)
           ) AS ids
           FROM rollcall.collections c WHERE c.id = $1`,
    values: [collectionId, toJsonpath(condition, root)],
  });
  return rows[0];
};

const ways = {
  indexed: 'SELECT rollcall.documents_with(c.id, $2::jsonpath)',
  scanned: `SELECT d.id FROM rollcall.documents d
            WHERE d.collection_id = c.id AND d.metadata @@ $2::jsonpath`,
};

/** The ids of `FoundDocuments` as Postgres writes them. */
export const idsOf = ({ ids }: FoundDocuments): string[] =>
  Array.from({ length: ids.length / idBytes }, (_, index) => {
    const hex = ids.toString('hex', index * idBytes, (index + 1) * idBytes);
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  });

const idBytes = 16;

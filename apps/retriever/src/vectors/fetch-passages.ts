import type { TenantQueryable } from '@rollcall/postgres';
import type { CollectionName } from '../collections.ts';
import { asLists, type Filter, type FoundPassage, matches } from '../find-passages.ts';
import type { Ranked } from './fuse.ts';

/** Ranked passages of a collection with their texts; those that are gone meanwhile are left out. */
export const fetchPassages = async (
  db: TenantQueryable,
  { tenantId, collection }: CollectionName,
  ranked: readonly Ranked[],
): Promise<FoundPassage[]> => {
  if (ranked.length === 0) return [];
  const { rows } = await db.query<FoundPassage>({
    name: 'vectors.fetch_passages',
    text: `SELECT p.id AS "passageId", d.external_id AS "documentId", coalesce(d.title, '') AS title, p.text,
             p.start, p.stop AS "end", given.score
           FROM unnest($3::uuid[], $4::float8[]) WITH ORDINALITY AS given (id, score, place)
             JOIN rollcall.passages p ON p.id = given.id JOIN rollcall.documents d ON d.id = p.document_id
             JOIN rollcall.collections c ON c.id = p.collection_id AND c.tenant_id = $1 AND c.name = $2
           ORDER BY given.place`,
    values: [
      tenantId,
      collection,
      ranked.map(({ passageId }) => passageId),
      ranked.map(({ score }) => score),
    ],
  });
  return rows;
};

/** The ids of a collection's passages whose documents match a filter. */
export const findAllowed = async (
  db: TenantQueryable,
  { tenantId, collection, filter }: CollectionName & { filter: Filter },
): Promise<Set<string>> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'vectors.find_allowed',
    text: `SELECT p.id FROM rollcall.collections c JOIN rollcall.documents d ON d.collection_id = c.id
             JOIN rollcall.passages p ON p.document_id = d.id
           WHERE c.tenant_id = $1 AND c.name = $2 AND ${matches('$3')}`,
    values: [tenantId, collection, asLists(filter)],
  });
  return new Set(rows.map(({ id }) => id));
};

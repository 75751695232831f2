import type { TenantQueryable } from '@rollcall/postgres';
import type { CollectionName } from '../collections.ts';
import type { Condition } from '../filter/condition.ts';
import { allowedBy, type FoundPassage } from '../find-passages.ts';
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

/** The ids of a collection's passages whose documents meet a filter. Throws `collection.not_found`. */
export const findAllowed = async (
  db: TenantQueryable,
  name: CollectionName,
  filter: Condition,
): Promise<Set<string>> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'vectors.find_allowed',
    text: 'SELECT id FROM rollcall.passages WHERE document_id = ANY($1)',
    values: [await allowedBy(db, name, filter)],
  });
  return new Set(rows.map(({ id }) => id));
};

import type { TenantQueryable } from '@rollcall/postgres';
import type { CollectionName } from '../collections.ts';
import { allowedNumbers, sqlFilter } from '../filter/allowed-numbers.ts';
import type { Condition } from '../filter/condition.ts';
import type { FoundPassage } from '../find-passages.ts';
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

/** The ids of a collection's passages whose documents meet a filter. */
export const findAllowed = async (
  db: TenantQueryable,
  collectionId: string,
  filter: Condition,
): Promise<Set<string>> => {
  const { way, parameter } = sqlFilter(filter, collectionId);
  const { rows } = await db.query<{ id: string }>({
    name: `vectors.find_allowed_${way}`,
    text: `SELECT p.id FROM rollcall.collections AS searched CROSS JOIN LATERAL (${allowedNumbers[way]('$2')}) AS allowed
             JOIN rollcall.passages p ON p.collection_id = searched.id AND p.number = allowed.number
           WHERE searched.id = $1`,
    values: [collectionId, parameter],
  });
  return new Set(rows.map(({ id }) => id));
};

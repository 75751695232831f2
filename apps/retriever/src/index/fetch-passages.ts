import type { TenantQueryable } from '@rollcall/postgres';

/**
 * What a passage's row and its document's say. `start` and `end` are UTF-16 offsets in the document's text.
 */
export type PassageRow = {
  number: number;
  documentId: string;
  passageId: string;
  title: string;
  text: string;
  start: number;
  end: number;
};

/**
 * The passages of a tenant's collection by their numbers, in that order. One that is gone is left out:
 * numbers are not given twice, so that a row can be no other passage's. The lateral part ties Postgres to
 * index look-ups.
 */
export const fetchPassages = async (
  db: TenantQueryable,
  { tenantId, collectionId }: { tenantId: string; collectionId: string },
  numbers: readonly number[],
): Promise<PassageRow[]> => {
  const { rows } = await db.query<PassageRow>({
    name: 'passages.fetch',
    text: `SELECT wanted.number::float8 AS number, shown.*
           FROM unnest($3::bigint[]) WITH ORDINALITY AS wanted (number, at) CROSS JOIN LATERAL (
             SELECT d.external_id AS "documentId", p.id AS "passageId", coalesce(d.title, '') AS title, p.text,
               p.start, p.stop AS "end"
             FROM rollcall.passages p JOIN rollcall.documents d ON d.id = p.document_id
             WHERE p.collection_id = $2 AND p.number = wanted.number AND p.tenant_id = $1 OFFSET 0
           ) AS shown
           ORDER BY wanted.at`,
    values: [tenantId, collectionId, numbers],
    together: { key: collectionId, atOnce: 'half' },
  });
  return rows;
};

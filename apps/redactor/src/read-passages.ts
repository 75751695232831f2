import type { MaskedPassage, PassageRef } from '@rollcall/pipeline';
import type { Tenants } from '@rollcall/postgres';

/** The operator's policy for a collection; text of no collection, or of one that is gone, is masked. */
export const readPolicy = async (
  db: Tenants,
  { tenantId, collection }: { tenantId: string; collection: string | undefined },
): Promise<'mask' | 'off'> => {
  if (collection === undefined) return 'mask';
  const { rows } = await db.as(tenantId).query<{ redaction: 'mask' | 'off' }>({
    name: 'redact.policy',
    text: 'SELECT redaction FROM rollcall.collections WHERE tenant_id = $1 AND name = $2',
    values: [tenantId, collection],
  });
  return rows[0]?.redaction ?? 'mask';
};

/**
 * The text of the passages that were found, in their order and with their scores. One that was deleted
 * meanwhile is left out, and so is one of another tenant, whatever a payload says.
 */
export const readPassages = async (
  db: Tenants,
  tenantId: string,
  retrieved: readonly PassageRef[],
): Promise<MaskedPassage[]> => {
  if (retrieved.length === 0) return [];
  const { rows } = await db.as(tenantId).query<{ id: string; title: string | null; text: string }>({
    name: 'redact.passages',
    text: `SELECT p.id, d.title, p.text FROM rollcall.passages p
           JOIN rollcall.documents d ON d.id = p.document_id
           WHERE p.id = ANY($1::uuid[]) AND p.tenant_id = $2`,
    values: [retrieved.map(({ passageId }) => passageId), tenantId],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return retrieved.flatMap(({ passageId, score }) => {
    const row = byId.get(passageId);
    if (row === undefined) return [];
    return [{ id: row.id, ...(row.title === null ? {} : { title: row.title }), text: row.text, score }];
  });
};

import type { Queryable } from '@rollcall/postgres';

/** Whose masked values are to be forgotten; a document is named by its surrogate id. */
export type Forgotten =
  | { tenantId: string; rowId: string }
  | { tenantId: string; documentId: string }
  | { tenantId: string; collection: string }
  | { tenantId: string };

/**
 * Deletes the masked values of a tenant's row, of every row that a stored document's passages were masked for,
 * of a collection, or all of them; resolves to how many entries there were. For all of them the numbers of
 * conversations and runs go, too. A row that is still open and loses its values ends as `settle.vault_missing`.
 * Answers that were restored before stand on their rows and are not touched. Throws `postgres.*`.
 */
export const forget = async (db: Queryable, what: Forgotten): Promise<number> => {
  if ('rowId' in what) {
    return deleteWhere(db, 'vault.forget_row', 'row_id = $2', [what.tenantId, what.rowId]);
  }
  if ('documentId' in what) {
    return deleteWhere(db, 'vault.forget_document', 'documents @> ARRAY[$2::uuid]', [
      what.tenantId,
      what.documentId,
    ]);
  }
  if ('collection' in what) {
    return deleteWhere(db, 'vault.forget_collection', 'collection = $2', [what.tenantId, what.collection]);
  }
  await db.query({
    name: 'vault.forget_scopes',
    text: 'DELETE FROM rollcall.placeholder_scopes WHERE tenant_id = $1',
    values: [what.tenantId],
  });
  return deleteWhere(db, 'vault.forget_tenant', 'true', [what.tenantId]);
};

const deleteWhere = async (
  db: Queryable,
  name: string,
  condition: string,
  values: string[],
): Promise<number> => {
  const { count } = await db.query({
    name,
    text: `DELETE FROM rollcall.vault WHERE tenant_id = $1 AND ${condition}`,
    values,
  });
  return count;
};

/** How many entries each key has sealed: a key without any may leave the ring. */
export const countByKey = async (db: Queryable): Promise<{ keyId: string; entries: number }[]> => {
  const { rows } = await db.query<{ keyId: string; entries: number }>({
    name: 'vault.count_by_key',
    text: `SELECT key_id AS "keyId", count(*)::int AS entries FROM rollcall.vault
           WHERE expires_at > now() GROUP BY key_id ORDER BY key_id`,
  });
  return rows;
};

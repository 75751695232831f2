import { Failure } from '@rollcall/failures';
import type { Queryable, Tenants } from '@rollcall/postgres';

/** The id of a tenant. Throws `tenant.not_found`. */
export const findTenant = async (db: Queryable, name: string): Promise<string> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'tenants.find',
    text: 'SELECT id FROM rollcall.tenants WHERE name = $1',
    values: [name],
  });
  if (!rows[0]) throw new Failure('tenant.not_found');
  return rows[0].id;
};

/** The surrogate id of a document by the name that its owner gave it. Throws `document.not_found`. */
export const findStoredDocument = async (
  db: Tenants,
  { tenantId, collection, document }: { tenantId: string; collection: string; document: string },
): Promise<string> => {
  const { rows } = await db.as(tenantId).query<{ id: string }>({
    name: 'documents.find',
    text: `SELECT d.id FROM rollcall.documents d JOIN rollcall.collections c ON c.id = d.collection_id
           WHERE c.tenant_id = $1 AND c.name = $2 AND d.external_id = $3`,
    values: [tenantId, collection, document],
  });
  if (!rows[0]) throw new Failure('document.not_found');
  return rows[0].id;
};

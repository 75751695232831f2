import type { CollectionPolicy } from '@rollcall/pipeline';
import type { Tenants } from '@rollcall/postgres';

/** What a tenant's collection asks for the rows that are opened on it; undefined where there is no such collection. */
export const readCollectionPolicy = async (
  db: Tenants,
  { tenantId, collection }: { tenantId: string; collection: string },
): Promise<CollectionPolicy | undefined> => {
  const { rows } = await db.as(tenantId).query<CollectionPolicy>({
    name: 'collections.policy',
    text: `SELECT abstain, drop_unhelpful AS drop, grounding FROM rollcall.collections
           WHERE tenant_id = $1 AND name = $2`,
    values: [tenantId, collection],
  });
  return rows[0];
};

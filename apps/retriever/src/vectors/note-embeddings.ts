import type { TenantQueryable } from '@rollcall/postgres';

/**
 * Puts a collection on the list of those that are embedded, or takes it off, in the transaction that sets its policy.
 * `off` removes what was made of its texts, too.
 */
export const noteEmbeddings = async (
  tx: TenantQueryable,
  collectionId: string,
  policy: 'off' | 'masked' | 'trusted',
): Promise<void> => {
  if (policy !== 'off') {
    await tx.query({
      name: 'vectors.note_embedded',
      text: `INSERT INTO rollcall.embedded_collections (collection_id, tenant_id) VALUES ($1, $2)
             ON CONFLICT (collection_id) DO NOTHING`,
      values: [collectionId, tx.tenantId],
    });
    return;
  }
  await tx.query({
    name: 'vectors.note_off',
    text: 'DELETE FROM rollcall.embedded_collections WHERE collection_id = $1',
    values: [collectionId],
  });
  await tx.query({
    name: 'vectors.forget_all',
    text: 'SELECT rollcall.forget_set(id) FROM rollcall.vector_sets WHERE collection_id = $1',
    values: [collectionId],
  });
};

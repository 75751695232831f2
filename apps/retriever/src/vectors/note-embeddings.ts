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
  await tx.query({
    name: 'vectors.note_embedded',
    text: 'SELECT rollcall.note_embedded($1, $2)',
    values: [collectionId, policy !== 'off'],
  });
  if (policy !== 'off') return;
  await tx.query({
    name: 'vectors.forget_all',
    text: 'SELECT rollcall.forget_set(id) FROM rollcall.vector_sets WHERE collection_id = $1',
    values: [collectionId],
  });
};

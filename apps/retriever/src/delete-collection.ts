import type { Database, Queryable } from '@rollcall/postgres';
import { type CollectionName, lockCollection } from './collections.ts';

/** Documents of one statement: it must stay far from Postgres' time limit, however large the collection is. */
const atOnce = 5000;

/** What went with a collection. */
export type DeletedCollection = { documents: number; passages: number };

/**
 * Removes a collection with its documents, passages, index and policy, all or nothing. Throws
 * `collection.not_found`.
 */
export const deleteCollection = (db: Database, name: CollectionName): Promise<DeletedCollection> =>
  db.transaction(async (tx) => {
    const { id } = await lockCollection(tx, name);
    await dropOldIndex(tx, id);
    while ((await deleteSome(tx, id)) > 0);
    const { rows } = await tx.query<DeletedCollection>({
      name: 'collections.delete',
      text: `DELETE FROM rollcall.collections WHERE id = $1
             RETURNING documents::float8 AS documents, passages::float8 AS passages`,
      values: [id],
    });
    return rows[0] as DeletedCollection;
  });

/** The postings of the version before, which no key ties to their collection. */
const dropOldIndex = async (tx: Queryable, collectionId: string): Promise<void> => {
  await tx.query({
    name: 'collections.delete_postings',
    text: 'DELETE FROM rollcall.postings WHERE collection_id = $1',
    values: [collectionId],
  });
};

/** Documents and, by the schema's cascade, their passages. */
const deleteSome = async (tx: Queryable, collectionId: string): Promise<number> => {
  const { count } = await tx.query({
    name: 'collections.delete_documents',
    text: `DELETE FROM rollcall.documents WHERE id IN (
             SELECT id FROM rollcall.documents WHERE collection_id = $1 LIMIT $2
           )`,
    values: [collectionId, atOnce],
  });
  return count;
};

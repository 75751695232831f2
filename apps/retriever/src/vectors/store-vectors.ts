import { Failure } from '@rollcall/failures';
import type { TenantDatabase, TenantQueryable } from '@rollcall/postgres';
import { addToIndex } from './pgvector.ts';
import { bytesOf } from './reply.ts';
import type { VectorSet } from './vector-set.ts';

/** A passage that has no vector of a set yet, with what is embedded of it. */
export type Pending = { id: string; documentId: string; title: string; text: string };

/** A passage's vector; null where the endpoint rejected its text. */
export type NewVector = { passageId: string; vector: Float32Array | null };

/**
 * Passages of a set's collection without a vector of it, a document's behind each other; at most `most`. What was
 * embedded by an earlier model has none of it. The lateral part ties Postgres to an index look-up for each passage:
 * while a collection fills it knows too little of it to choose (seen: more than 10 s for 11,000 passages).
 */
export const findPending = async (db: TenantQueryable, set: VectorSet, most: number): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'vectors.find_pending',
    plan: 'anew',
    text: `SELECT p.id FROM rollcall.passages p LEFT JOIN LATERAL (
             SELECT v.set_id FROM rollcall.vectors v WHERE v.passage_id = p.id OFFSET 0
           ) AS had ON true
           WHERE p.collection_id = $1 AND had.set_id IS DISTINCT FROM $2
           ORDER BY p.document_id, p.ordinal LIMIT $3`,
    values: [set.collectionId, set.id, most],
  });
  return rows.map(({ id }) => id);
};

/** The texts of passages, a document's behind each other; those that are gone meanwhile are left out. */
export const readPending = async (db: TenantQueryable, ids: readonly string[]): Promise<Pending[]> => {
  const { rows } = await db.query<Pending>({
    name: 'vectors.read_pending',
    plan: 'anew',
    text: `SELECT p.id, p.document_id AS "documentId", coalesce(d.title, '') AS title, p.text
           FROM rollcall.passages p JOIN rollcall.documents d ON d.id = p.document_id
           WHERE p.id = ANY($1) ORDER BY p.document_id, p.ordinal`,
    values: [ids],
  });
  return rows;
};

/**
 * Writes the vectors of a set's passages in one transaction, in pgvector too where `isIndexing`, and raises the
 * set's version. Passages that are gone meanwhile are passed over; a vector of an earlier set is replaced. Answers
 * how many were written. Throws `embeddings.invalid` where the set's vectors have another dimension.
 */
export const storeVectors = (
  db: TenantDatabase,
  set: VectorSet,
  written: { vectors: readonly NewVector[]; isIndexing: boolean },
): Promise<number> =>
  db.transaction(async (tx) => {
    const { vectors, isIndexing } = written;
    const { version, wasIndexed } = await raiseVersion(tx, set, vectors);
    const { rows } = await tx.query<{ id: string }>({
      name: 'vectors.store',
      plan: 'anew',
      text: `INSERT INTO rollcall.vectors (passage_id, set_id, version, vector)
             SELECT p.id, $1, $2, g.vector FROM unnest($3::uuid[], $4::bytea[]) AS g (id, vector)
             JOIN rollcall.passages p ON p.id = g.id AND p.collection_id = $5
             ON CONFLICT (passage_id) DO UPDATE SET
               set_id = excluded.set_id, version = excluded.version, vector = excluded.vector
             RETURNING passage_id AS id`,
      values: [
        set.id,
        version,
        vectors.map(({ passageId }) => passageId),
        vectors.map(({ vector }) => (vector === null ? null : bytesOf(vector))),
        set.collectionId,
      ],
    });
    // Only behind what is there: what another retriever left out is carried over first.
    if (isIndexing && wasIndexed) {
      const stored = new Set(rows.map(({ id }) => id));
      await addToIndex(tx, set, { vectors: vectors.filter((one) => stored.has(one.passageId)), version });
    }
    return rows.length;
  });

/** The set's row is what writers of one set wait for: versions are seen in the order in which they were given. */
const raiseVersion = async (
  tx: TenantQueryable,
  set: VectorSet,
  vectors: readonly NewVector[],
): Promise<{ version: number; wasIndexed: boolean }> => {
  const dimensions = vectors.find(({ vector }) => vector !== null)?.vector?.length ?? null;
  const { rows } = await tx.query<{ version: number; wasIndexed: boolean }>({
    name: 'vectors.raise_version',
    text: `UPDATE rollcall.vector_sets SET version = version + 1, dimensions = coalesce(dimensions, $2)
           WHERE id = $1 AND (dimensions = $2 OR dimensions IS NULL OR $2 IS NULL)
           RETURNING version::float8 AS version,
             coalesce(indexed_version = version - 1, false) AS "wasIndexed"`,
    values: [set.id, dimensions],
  });
  const raised = rows[0];
  if (raised === undefined) {
    throw new Failure('embeddings.invalid', {
      details: { problem: 'dimensions', ...(dimensions === null ? {} : { dimensions }) },
    });
  }
  return raised;
};

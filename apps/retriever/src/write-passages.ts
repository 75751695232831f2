import type { TenantQueryable } from '@rollcall/postgres';
import type { LockedCollection } from './collections.ts';
import type { Span } from './cut-passages.ts';
import { indexPassages, type PassageText } from './index/index-passages.ts';

/** A passage to be stored under its document (surrogate id). */
export type NewPassage = Span & PassageText & { documentId: string; ordinal: number };

/** Passages and their lengths in lexemes. */
export type WrittenSize = { passages: number; titleLexemes: number; bodyLexemes: number };

/** What was written, and the last ids that the collection has given now. */
export type Written = WrittenSize & { numbers: number; forms: number };

/** Stores passages (one at least) with their part of the index. */
export const writePassages = async (
  tx: TenantQueryable,
  collection: LockedCollection,
  passages: NewPassage[],
): Promise<Written> => {
  const { entries, numbers, forms } = await indexPassages(tx, collection, passages);
  await tx.query({
    name: 'passages.write',
    text: `INSERT INTO rollcall.passages
             (collection_id, document_id, ordinal, start, stop, text, number, title_lexemes, body_lexemes, tokens)
           SELECT $1, g.* FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::text[], $7::bigint[], $8::int[],
             $9::int[], $10::bytea[]) AS g`,
    values: [
      collection.id,
      passages.map((passage) => passage.documentId),
      passages.map((passage) => passage.ordinal),
      passages.map((passage) => passage.start),
      passages.map((passage) => passage.end),
      passages.map((passage) => passage.text),
      entries.map((entry) => entry.number),
      entries.map((entry) => entry.titleLexemes),
      entries.map((entry) => entry.bodyLexemes),
      entries.map((entry) => Buffer.from(entry.tokens)),
    ],
  });
  return {
    passages: passages.length,
    titleLexemes: entries.reduce((sum, entry) => sum + entry.titleLexemes, 0),
    bodyLexemes: entries.reduce((sum, entry) => sum + entry.bodyLexemes, 0),
    numbers,
    forms,
  };
};

/**
 * Removes the passages of documents and tells what went. The segments keep their postings until a merge: a
 * tombstone hides them from the collection's next version on, in the same commit.
 */
export const dropPassages = async (
  tx: TenantQueryable,
  collection: LockedCollection,
  documentIds: string[],
): Promise<WrittenSize> => {
  const { rows } = await tx.query<WrittenSize>({
    name: 'passages.drop',
    text: `WITH gone AS (
             DELETE FROM rollcall.passages WHERE collection_id = $1 AND document_id = ANY($2)
             RETURNING number, title_lexemes, body_lexemes
           ), buried AS (
             INSERT INTO rollcall.tombstones (collection_id, number, version)
             SELECT $1, number, $3 FROM gone WHERE number IS NOT NULL
           )
           SELECT count(*)::int AS passages, coalesce(sum(title_lexemes), 0)::float8 AS "titleLexemes",
             coalesce(sum(body_lexemes), 0)::float8 AS "bodyLexemes"
           FROM gone`,
    values: [collection.id, documentIds, collection.version + 1],
  });
  return rows[0] as WrittenSize;
};

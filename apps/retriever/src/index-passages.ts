import type { TenantQueryable } from '@rollcall/postgres';
import type { Span } from './cut-passages.ts';

/** A passage to be stored under its document (surrogate id). */
export type NewPassage = Span & { documentId: string; ordinal: number; title: string; text: string };

/** Passages and their length in lexemes, the document's title counted twice. */
export type IndexedSize = { passages: number; lexemes: number };

const sizeColumns = 'count(*)::int AS passages, coalesce(sum(lexemes), 0)::float8 AS lexemes';

/**
 * Stores passages with their postings, all in one statement. Lexemes are Postgres' own, in `language`;
 * one that stands in the title counts twice there (BM25F's simple form: field weights on the counts).
 */
export const indexPassages = async (
  tx: TenantQueryable,
  collection: { id: string; language: string },
  passages: NewPassage[],
): Promise<IndexedSize> => {
  const { rows } = await tx.query<IndexedSize>({
    name: 'passages.index',
    text: `WITH given AS MATERIALIZED (
             SELECT gen_random_uuid() AS id, g.*
             FROM unnest($3::uuid[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[])
               AS g (document_id, ordinal, start, stop, title, text)
           ), counted AS MATERIALIZED (
             SELECT given.id, l.lexeme, cardinality(l.positions) + cardinality(array_positions(l.weights, 'A')) AS tf
             FROM given, unnest(setweight(to_tsvector($2::regconfig, given.title), 'A')
                                || to_tsvector($2::regconfig, given.text)) AS l
           ), measured AS MATERIALIZED (
             SELECT given.*, coalesce(sum(counted.tf), 0)::int AS lexemes
             FROM given LEFT JOIN counted USING (id)
             GROUP BY given.id, document_id, ordinal, start, stop, title, text
           ), stored AS (
             INSERT INTO rollcall.passages (id, document_id, collection_id, ordinal, start, stop, text, lexemes)
             SELECT id, document_id, $1, ordinal, start, stop, text, lexemes FROM measured
             RETURNING lexemes
           ), posted AS (
             INSERT INTO rollcall.postings (collection_id, lexeme, passage_id, tf, passage_lexemes)
             SELECT $1, lexeme, id, tf, lexemes FROM counted JOIN measured USING (id) ORDER BY lexeme
           )
           SELECT ${sizeColumns} FROM stored`,
    values: [
      collection.id,
      collection.language,
      passages.map((passage) => passage.documentId),
      passages.map((passage) => passage.ordinal),
      passages.map((passage) => passage.start),
      passages.map((passage) => passage.end),
      passages.map((passage) => passage.title),
      passages.map((passage) => passage.text),
    ],
  });
  return rows[0] as IndexedSize;
};

/** Removes the passages of documents with their postings, and tells what went. */
export const dropPassages = async (
  tx: TenantQueryable,
  collectionId: string,
  documentIds: string[],
): Promise<IndexedSize> => {
  const { rows } = await tx.query<IndexedSize>({
    name: 'passages.drop',
    text: `WITH gone AS (
             DELETE FROM rollcall.passages WHERE collection_id = $1 AND document_id = ANY($2)
             RETURNING id, lexemes
           ), unposted AS (
             DELETE FROM rollcall.postings USING gone WHERE postings.passage_id = gone.id
           )
           SELECT ${sizeColumns} FROM gone`,
    values: [collectionId, documentIds],
  });
  return rows[0] as IndexedSize;
};

/** Removes what a whole collection's index keeps besides its passages. */
export const dropIndex = async (tx: TenantQueryable, collectionId: string): Promise<void> => {
  await tx.query({
    name: 'postings.drop',
    text: 'DELETE FROM rollcall.postings WHERE collection_id = $1',
    values: [collectionId],
  });
};

import type { TenantQueryable } from '@rollcall/postgres';
import { longestLexeme } from './read-tsvector.ts';

/**
 * What BM25F must know of a collection as a whole: its passages, and the sums of their lengths in lexemes.
 */
export type Statistics = { passages: number; titleLexemes: number; bodyLexemes: number };

/** One of a question's lexemes that the collection knows. */
export type Term = {
  lexeme: string;
  /** Where the question says it. */
  positions: number[];
  id: number;
  /** The ids of its forms; negative where the question does not have the form's word. */
  forms: number[];
};

/** A question as a version of its collection understands it. */
export type ReadQuestion = {
  collectionId: string;
  version: number;
  /** By lexeme, in the order of its bytes. */
  terms: Term[];
  /** True where passages are not in the index yet. */
  pending: boolean;
};

/**
 * `searched`, the collection that $1 (tenant) and $2 (name) name, and `terms`, what it knows of the question
 * $3. A lexeme that the collection has never seen is left out: no passage has it. The lateral part ties
 * Postgres to one index look-up a lexeme.
 */
export const questionParts = `
  searched AS MATERIALIZED (
    SELECT id, language, version, numbers, passages, title_lexemes, body_lexemes
    FROM rollcall.collections WHERE tenant_id = $1 AND name = $2
  ), said AS MATERIALIZED (
    SELECT DISTINCT left(lexeme, ${longestLexeme}) COLLATE "C" AS word
    FROM unnest(to_tsvector('pg_catalog.simple', $3))
  ), asked AS (
    SELECT left(l.lexeme, ${longestLexeme}) COLLATE "C" AS lexeme, array_agg(position ORDER BY position) AS positions
    FROM searched, unnest(to_tsvector(searched.language, $3)) AS l, unnest(l.positions) AS position GROUP BY 1
  ), terms AS MATERIALIZED (
    SELECT asked.lexeme, asked.positions, known.id, known.forms
    FROM searched CROSS JOIN asked CROSS JOIN LATERAL (
      SELECT min(lexeme_id) AS id,
        array_agg(CASE WHEN word IN (SELECT said.word FROM said) THEN v.id ELSE -v.id END ORDER BY v.id) AS forms
      FROM rollcall.vocabulary v WHERE v.collection_id = searched.id AND v.lexeme = asked.lexeme
    ) AS known
    WHERE known.id IS NOT NULL
  )`;

/** Reads a question; undefined where there is no such collection. */
export const readQuestion = async (
  db: TenantQueryable,
  { tenantId, collection, query }: { tenantId: string; collection: string; query: string },
): Promise<ReadQuestion | undefined> => {
  const { rows } = await db.query<ReadQuestion>({
    name: 'question.read',
    text: `WITH ${questionParts}
      SELECT id AS "collectionId", version::float8 AS version,
        coalesce((SELECT json_agg(json_build_object('lexeme', lexeme, 'positions', positions, 'id', id, 'forms', forms)
          ORDER BY lexeme) FROM terms), '[]') AS terms,
        EXISTS (SELECT FROM rollcall.passages WHERE collection_id = searched.id AND number IS NULL) AS pending
      FROM searched`,
    values: [tenantId, collection, query],
  });
  return rows[0];
};

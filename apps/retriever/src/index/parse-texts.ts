import type { Queryable } from '@rollcall/postgres';

/**
 * The tsvectors of a text as Postgres writes them: the collection's configuration's, and that of `simple`.
 */
export type Parsed = { lexemes: string; words: string };

/** Parses texts in Postgres; an answer for each, in their order. */
export const parseTexts = async (
  db: Queryable,
  language: string,
  texts: readonly string[],
): Promise<Parsed[]> => {
  const { rows } = await db.query<Parsed>({
    name: 'passages.parse',
    text: `SELECT to_tsvector($1::regconfig, g.text)::text AS lexemes,
             to_tsvector('pg_catalog.simple', g.text)::text AS words
           FROM unnest($2::text[]) WITH ORDINALITY AS g (text, at) ORDER BY g.at`,
    values: [language, texts],
  });
  return rows;
};

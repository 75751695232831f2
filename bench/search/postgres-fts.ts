import pg from 'pg';
import type { BenchPassage } from './passages.ts';

/**
 * Postgres' own full text search over the same passages: `ts_rank` over a tsvector with a GIN index, OR
 * semantics.
 */
export const openPostgresFts = async (databaseUrl: string, passages: readonly BenchPassage[]) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  await pool.query('CREATE SCHEMA fts');
  await pool.query('CREATE TABLE fts.passages (id text, title text, text text, lexemes tsvector)');
  for (let from = 0; from < passages.length; from += 2000) {
    const some = passages.slice(from, from + 2000);
    await pool.query(
      `INSERT INTO fts.passages SELECT g.*, setweight(to_tsvector('english', g.title), 'A')
         || to_tsvector('english', g.text) FROM unnest($1::text[], $2::text[], $3::text[]) AS g (id, title, text)`,
      [some.map(({ id }) => id), some.map(({ title }) => title), some.map(({ text }) => text)],
    );
  }
  await pool.query('CREATE INDEX ON fts.passages USING gin (lexemes)');
  await pool.query('VACUUM ANALYZE fts.passages');
  return {
    ask: async (query: string) => {
      const { rows } = await pool.query({
        name: 'fts.find',
        text: `SELECT id, title, text, ts_rank(lexemes, q) AS score
               FROM fts.passages, (SELECT replace(plainto_tsquery('english', $1)::text, '&', '|')::tsquery AS q) AS asked
               WHERE lexemes @@ q ORDER BY score DESC LIMIT 10`,
        values: [query],
      });
      return rows;
    },
    close: async () => {
      await pool.query('DROP SCHEMA fts CASCADE');
      await pool.end();
    },
  };
};

import type { TenantQueryable } from '@rollcall/postgres';
import { readInts } from './int-lists.ts';
import type { Statistics } from './read-question.ts';

/** A row of `segments` without its arrays. */
export type SegmentHeader = {
  id: number;
  firstNumber: number;
  lastNumber: number;
  passages: number;
  lexemes: number;
  postings: number;
  tokenBytes: number;
};

/** What a snapshot needs to know before it reads anything; of one moment. */
export type Header = {
  version: number;
  statistics: Statistics;
  /** The last id in the vocabulary. */
  forms: number;
  /** The newest version of which a tombstone is gone. */
  purged: number;
  /** By rising numbers. */
  segments: SegmentHeader[];
  /** The passages that are gone since the version that was asked about. */
  gone: Float64Array;
};

/**
 * Reads a collection's header with the tombstones of the versions after `since`; undefined where it is gone.
 */
export const readHeader = async (
  db: TenantQueryable,
  collectionId: string,
  since: number,
): Promise<Header | undefined> => {
  const { rows } = await db.query<Omit<Header, 'gone'> & { gone: string; buried: number }>({
    name: 'snapshot.header',
    text: `SELECT version::float8 AS version, forms, purged::float8 AS purged, gone.numbers AS gone, gone.count::int AS buried,
             json_build_object('passages', passages, 'titleLexemes', title_lexemes, 'bodyLexemes', body_lexemes)
               AS statistics,
             coalesce((SELECT json_agg(json_build_object('id', s.id, 'firstNumber', s.first_number,
               'lastNumber', s.last_number, 'passages', s.passages, 'lexemes', s.lexemes, 'postings', s.postings,
               'tokenBytes', s.token_bytes) ORDER BY s.last_number)
               FROM rollcall.segments s WHERE s.collection_id = c.id), '[]') AS segments
           FROM rollcall.collections c CROSS JOIN LATERAL (
             SELECT coalesce(array_agg(t.number), '{}')::text AS numbers, count(*) AS count
             FROM rollcall.tombstones t WHERE t.collection_id = c.id AND t.version > $2
           ) AS gone
           WHERE c.id = $1`,
    values: [collectionId, since],
  });
  const row = rows[0];
  if (!row) return undefined;
  const { gone, buried, ...header } = row;
  const numbers = new Float64Array(buried);
  readInts(gone, numbers);
  return { ...header, gone: numbers };
};

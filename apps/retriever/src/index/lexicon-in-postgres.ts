import type { TenantQueryable } from '@rollcall/postgres';
import type { Lexicon } from '../ranking/asked.ts';
import { idfUnits } from '../ranking/bm25f.ts';
import type { FirstLook } from './first-look.ts';
import { readInts } from './int-lists.ts';
import { lookTwice } from './look-twice.ts';
import { readTokens } from './token-stream.ts';
import { findLexemeIds } from './vocabulary.ts';

/** A version of a collection, and the last number that a passage had been given by then. */
export type Moment = { collectionId: string; version: number; numbers: number };

/**
 * What the second look asks about words, read from Postgres. It asks about some of the lexemes of the best
 * passages, and which those are depends on the look itself: so it is done once for the questions it asks, and
 * the caller does it again with the answers.
 */
export const lexiconInPostgres = async (
  db: TenantQueryable,
  moment: Moment,
  first: Omit<FirstLook, 'lexicon' | 'terms'> & { terms: (FirstLook['terms'][number] & { idf: number })[] },
): Promise<Lexicon> => {
  const forms = new Set<number>();
  for (const { title, body } of readTokens(first.found.map(({ tokens }) => tokens))) {
    for (const field of [title, body]) {
      for (let at = field.from; at < field.to; at += 1) forms.add(field.forms[at] as number);
    }
  }
  const lexemeOf = await findLexemeIds(db, moment.collectionId, [...forms]);
  const idf = new Map(first.terms.map((term) => [term.id, term.idf]));
  const asked = new Set<number>();
  const lexicon: Lexicon = {
    lexemeOf: (form) => lexemeOf.get(form) ?? 0,
    idf: (lexeme) => {
      const known = idf.get(lexeme);
      if (known === undefined) asked.add(lexeme);
      return known ?? 0;
    },
  };
  lookTwice({ ...first, lexicon });
  const { passages } = first.statistics;
  for (const [lexeme, holders] of await countHolders(db, moment, [...asked])) {
    idf.set(lexeme, idfUnits(passages, holders));
  }
  return lexicon;
};

/**
 * In how many passages lexemes stood at that moment. Segments of later versions are left out, and later
 * tombstones hide nothing. (A merge of old and later segments meanwhile would count a few later passages.)
 */
const countHolders = async (
  db: TenantQueryable,
  { collectionId, version, numbers }: Moment,
  lexemes: readonly number[],
): Promise<Map<number, number>> => {
  if (lexemes.length === 0) return new Map();
  const { rows } = await db.query<{ holders: string }>({
    name: 'lexemes.count',
    text: `WITH old AS MATERIALIZED (
        SELECT id, numbers FROM rollcall.segments WHERE collection_id = $1 AND first_number <= $3
      ), dead AS MATERIALIZED (
        SELECT old.id AS segment, n.place - 1 AS place
        FROM old CROSS JOIN LATERAL unnest(old.numbers) WITH ORDINALITY AS n (number, place)
        WHERE EXISTS (SELECT FROM rollcall.tombstones WHERE collection_id = $1 AND version <= $2)
          AND n.number IN (SELECT number FROM rollcall.tombstones WHERE collection_id = $1 AND version <= $2)
      )
      SELECT coalesce(array_agg(coalesce(found.holders, 0) ORDER BY asked.at), '{}')::text AS holders
      FROM unnest($4::int[]) WITH ORDINALITY AS asked (lexeme, at) CROSS JOIN LATERAL (
        SELECT sum(block.ends[place] - coalesce(block.ends[place - 1], 0) - CASE WHEN EXISTS (SELECT FROM dead) THEN (
            SELECT count(*) FROM unnest(block.postings[coalesce(block.ends[place - 1], 0) + 1 : block.ends[place]])
              AS posting JOIN dead ON dead.segment = old.id AND dead.place = posting >> 14
          ) ELSE 0 END) AS holders
        FROM old CROSS JOIN LATERAL (
          SELECT lexemes, ends, postings FROM rollcall.posting_blocks
          WHERE segment_id = old.id AND first_lexeme <= asked.lexeme ORDER BY first_lexeme DESC LIMIT 1
        ) AS block CROSS JOIN LATERAL array_position(block.lexemes, asked.lexeme) AS place
        WHERE place IS NOT NULL
      ) AS found`,
    values: [collectionId, version, numbers, lexemes],
  });
  const holders = new Int32Array(lexemes.length);
  readInts(rows[0]?.holders ?? '', holders);
  return new Map(lexemes.map((lexeme, at) => [lexeme, holders[at] as number]));
};

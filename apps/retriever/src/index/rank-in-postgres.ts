import type { TenantQueryable } from '@rollcall/postgres';
import { allowedNumbers, type SqlFilter } from '../filter/allowed-numbers.ts';
import { parameters } from '../ranking/parameters.ts';
import type { FirstLook } from './first-look.ts';
import { lexiconInPostgres } from './lexicon-in-postgres.ts';
import { questionParts, type Statistics, type Term } from './read-question.ts';
import { bodyLengthOf, titleLengthOf } from './segment.ts';

/**
 * As `rankSnapshot`, computed by Postgres from the segments' rows: for a collection that has no place in
 * memory.
 */
export const rankInPostgres = async (
  db: TenantQueryable,
  question: { tenantId: string; collection: string; query: string },
  filter?: SqlFilter,
): Promise<(FirstLook & { collectionId: string }) | undefined> => {
  const { rows } = await db.query<Row>({
    name: filter === undefined ? 'passages.rank' : `passages.rank_${filter.way}`,
    text: filter === undefined ? plain : filtered[filter.way],
    values: [
      question.tenantId,
      question.collection,
      question.query,
      ...(filter === undefined ? [] : [filter.parameter]),
    ],
  });
  const head = rows[0];
  if (head?.terms == null) return undefined;
  const { collectionId, version, numbers, statistics } = head;
  const found = rows
    .filter((row): row is Row & Best => row.number !== null)
    .map(({ number, tie, score, lengths, tokens }) => ({
      number,
      tie,
      score,
      titleLength: titleLengthOf(lengths),
      bodyLength: bodyLengthOf(lengths),
      tokens: { bytes: tokens, from: 0, to: tokens.length },
    }));
  const first = { version, statistics, terms: head.terms, found };
  const lexicon = await lexiconInPostgres(db, { collectionId, version, numbers }, first);
  return { ...first, collectionId, lexicon };
};

type Best = { number: number; tie: number; score: number; lengths: number; tokens: Buffer };
type Row = {
  collectionId: string;
  version: number;
  numbers: number;
  statistics: Statistics;
  /** In the first row only. */
  terms: (Term & { idf: number })[] | null;
} & (Best | { number: null });

const { k1, title, body, candidates } = parameters;

/**
 * A field's share of a match, as `titleShare` and `bodyShare` in `ranking/bm25f.ts` have it, operation by
 * operation.
 */
const share = (field: { weight: number; b: number }, length: string, average: string): string =>
  `(CASE WHEN ${average} > 0
      THEN ${field.weight}::float8 / (1 - ${field.b}::float8 + (${field.b}::float8 * ${length}) / ${average})
      ELSE ${field.weight}::float8 END)`;

/**
 * `parts` has a lexeme's postings in a segment, `dead` the places that a tombstone hides, `weighed` the
 * lexemes' idf in units, `ranked` the best scores. Sums of whole units are the same in any order, and so in
 * typed arrays.
 *
 * `OFFSET 0` and the appended empty arrays keep Postgres from unpacking a segment's arrays for each of its passages: what is
 * so computed is unpacked once a segment. The lateral parts tie it to one index look-up for each lexeme and segment.
 * `IS TRUE` has the filter's numbers found once and hashed: as a join they were found again for each passage.
 */
const statement = (condition: string | undefined): string => `
  WITH ${questionParts}, parts AS MATERIALIZED (
    SELECT s.id AS segment, terms.id AS term, slice.postings
    FROM searched JOIN rollcall.segments s ON s.collection_id = searched.id CROSS JOIN terms CROSS JOIN LATERAL (
      SELECT lexemes, ends, postings FROM rollcall.posting_blocks
      WHERE segment_id = s.id AND first_lexeme <= terms.id ORDER BY first_lexeme DESC LIMIT 1
    ) AS block CROSS JOIN LATERAL (
      SELECT block.postings[coalesce(block.ends[at - 1], 0) + 1 : block.ends[at]] AS postings
      FROM array_position(block.lexemes, terms.id) AS at WHERE at IS NOT NULL OFFSET 0
    ) AS slice
  ), dead AS MATERIALIZED (
    SELECT s.id AS segment, n.place - 1 AS place
    FROM searched JOIN rollcall.segments s ON s.collection_id = searched.id
      CROSS JOIN LATERAL unnest(s.numbers) WITH ORDINALITY AS n (number, place)
    WHERE EXISTS (SELECT FROM rollcall.tombstones WHERE collection_id = (SELECT id FROM searched))
      AND n.number IN (SELECT number FROM rollcall.tombstones WHERE collection_id = (SELECT id FROM searched))
  ), counted AS MATERIALIZED (
    SELECT term, sum(cardinality(postings)) - (
      SELECT count(*) FROM parts AS p CROSS JOIN LATERAL unnest(p.postings) AS posting JOIN dead
        ON dead.segment = p.segment AND dead.place = posting >> 14
      WHERE p.term = parts.term AND EXISTS (SELECT FROM dead)
    ) AS holders
    FROM parts GROUP BY term
  ), weighed AS MATERIALIZED (
    SELECT terms.*, idf, idf * cardinality(terms.positions) AS weight
    FROM terms JOIN counted ON counted.term = terms.id CROSS JOIN LATERAL (
      SELECT floor(ln(1 + (passages::float8 - holders::float8 + 0.5) / (holders::float8 + 0.5)) * 1e9::float8 + 0.5) AS idf
      FROM searched
    ) AS known WHERE holders > 0
  ), ranked AS MATERIALIZED (
    SELECT s.id AS segment, hit.place, hit.score
    FROM searched JOIN rollcall.segments s ON s.collection_id = searched.id CROSS JOIN LATERAL (
      SELECT s.lengths || '{}'::int[] AS lengths, ${condition === undefined ? '' : `s.numbers || '{}'::bigint[] AS numbers,`}
        searched.title_lexemes::float8 / greatest(searched.passages, 1) AS title_average,
        searched.body_lexemes::float8 / greatest(searched.passages, 1) AS body_average OFFSET 0
    ) AS known CROSS JOIN LATERAL (
      SELECT place, sum(score) AS score FROM (
        SELECT posting >> 14 AS place,
          floor(weighed.weight * ((${k1 + 1}::float8 * matches.count) / (matches.count + ${k1}::float8))::float4::float8 + 0.5) AS score
        FROM parts JOIN weighed ON weighed.id = parts.term CROSS JOIN LATERAL unnest(parts.postings) AS posting
          CROSS JOIN LATERAL (
            SELECT ((posting >> 8) & 63) * ${share(title, '(known.lengths[(posting >> 14) + 1] >> 16)', 'known.title_average')}
              + (posting & 255) * ${share(body, '(known.lengths[(posting >> 14) + 1] & 65535)', 'known.body_average')} AS count
            OFFSET 0
          ) AS matches
        WHERE parts.segment = s.id
      ) AS scored GROUP BY place
    ) AS hit
    WHERE NOT EXISTS (SELECT FROM dead WHERE dead.segment = s.id AND dead.place = hit.place)
      ${
        condition === undefined
          ? ''
          : `AND (known.numbers[hit.place + 1] IN (
          SELECT number FROM searched CROSS JOIN LATERAL (${condition}) AS allowed
        )) IS TRUE`
      }
    ORDER BY hit.score DESC FETCH FIRST ${candidates} ROWS WITH TIES
  ), best AS MATERIALIZED (
    SELECT placed.* FROM rollcall.segments s CROSS JOIN LATERAL (
      SELECT s.numbers || '{}'::bigint[] AS numbers, s.ties || '{}'::bigint[] AS ties,
        s.lengths || '{}'::int[] AS lengths OFFSET 0
    ) AS known CROSS JOIN LATERAL (
      SELECT ranked.score, known.numbers[place + 1] AS number, known.ties[place + 1] AS tie,
        known.lengths[place + 1] AS lengths
      FROM ranked WHERE ranked.segment = s.id OFFSET 0
    ) AS placed
    WHERE s.id IN (SELECT segment FROM ranked)
    ORDER BY score DESC, tie, number LIMIT ${candidates}
  )
  SELECT searched.id AS "collectionId", version::float8 AS version, searched.numbers::float8 AS numbers,
    json_build_object('passages', searched.passages, 'titleLexemes', searched.title_lexemes,
      'bodyLexemes', searched.body_lexemes) AS statistics,
    CASE WHEN row_number() OVER (ORDER BY best.score DESC, best.tie, best.number) = 1 THEN
      coalesce((SELECT json_agg(json_build_object('lexeme', lexeme, 'positions', positions, 'id', id, 'forms', forms,
        'idf', idf) ORDER BY lexeme) FROM weighed), '[]') END AS terms,
    best.score, best.number::float8 AS number, best.tie::float8 AS tie, best.lengths, coalesce(shown.tokens, '') AS tokens
  FROM searched LEFT JOIN best ON true LEFT JOIN LATERAL (
    SELECT tokens FROM rollcall.passages WHERE collection_id = searched.id AND number = best.number OFFSET 0
  ) AS shown ON true
  ORDER BY best.score DESC, best.tie, best.number`;

const plain = statement(undefined);
const filtered = {
  indexed: statement(allowedNumbers.indexed('$4')),
  scanned: statement(allowedNumbers.scanned('$4')),
};

import { Failure } from '@rollcall/failures';
import type { TenantQueryable } from '@rollcall/postgres';
import type { CollectionName } from './collections.ts';
import type { Condition } from './filter/condition.ts';
import { findDocuments, idsOf } from './filter/find-documents.ts';
import { safeText } from './safe-text.ts';

/** Most passages of one lookup. */
export const mostPassages = 100;

/** UTF-16 units of a question that are looked up; what a longer one says beyond them is left out. */
const longestQuestion = 20_000;

export type Question = CollectionName & {
  query: string;
  /** Passages wanted; at most `mostPassages` are found. */
  k: number;
  /** Only passages of documents whose metadata meets this. */
  filter?: Condition | undefined;
};

/** Where passages are looked up: a pool, or what stands in for one in a rehearsal. */
export type Lookup = { as(tenantId: string): TenantQueryable };

/** A passage that shares a lexeme with the question. `start` and `end` are UTF-16 offsets in its document's text. */
export type FoundPassage = {
  documentId: string;
  passageId: string;
  title: string;
  text: string;
  score: number;
  start: number;
  end: number;
};

/**
 * The `k` passages of a collection with the highest BM25 score, best first; equal scores by passage id.
 * Throws `collection.not_found`.
 *
 * Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) with
 * k1 1.2 and b 0.75, the idf that stays positive (`ln(1 + (N - n + 0.5) / (n + 0.5))`), and a lexeme that
 * the question repeats counted as often. A passage needs one of the question's lexemes, not all. idf and
 * average length are the whole collection's; the filter leaves passages out before the ranking.
 */
export const findPassages = async (db: Lookup, question: Question): Promise<FoundPassage[]> => {
  const { tenantId, collection, filter } = question;
  const tenant = db.as(tenantId);
  const asked = safeText(question.query.slice(0, longestQuestion));
  const values = [tenantId, collection, asked, Math.min(question.k, mostPassages)];
  const { rows } = await tenant.query<FoundPassage | { passageId: null }>(
    filter === undefined
      ? { name: 'passages.find', text: statement(''), values }
      : {
          name: 'passages.find_filtered',
          text: statement(filtered),
          values: [...values, await allowedBy(tenant, question, filter)],
        },
  );
  if (rows.length === 0) throw new Failure('collection.not_found');
  return rows.filter((row) => row.passageId !== null);
};

const filtered = `WHERE passage_id IN (
  SELECT p.id FROM rollcall.passages p WHERE p.document_id = ANY($5::uuid[])
)`;

/** Ids of the documents that a filter leaves. Throws `collection.not_found`. */
const allowedBy = async (
  db: TenantQueryable,
  { tenantId, collection }: CollectionName,
  filter: Condition,
): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'collections.find',
    text: 'SELECT id FROM rollcall.collections WHERE tenant_id = $1 AND name = $2',
    values: [tenantId, collection],
  });
  const id = rows[0]?.id;
  const found = id === undefined ? undefined : await findDocuments(db, id, filter);
  if (found === undefined) throw new Failure('collection.not_found');
  return idsOf(found);
};

/**
 * Each lexeme's share of a score is rounded to an integer (of 1e-9), because sums of integers do not depend
 * on the order in which Postgres adds them up: a tie stays a tie, and the same question has the same answer.
 * The lateral parts tie Postgres to one index look-up for each lexeme and each result: right after an
 * ingestion it has no statistics yet and may choose to read whole tables (seen: 9 ms instead of 1).
 * The outer join answers one empty row for a collection without a match, and none where there is no collection.
 */
const statement = (where: string): string => `
  WITH searched AS MATERIALIZED (
    SELECT id, language, passages::float8 AS n, lexemes::float8 / greatest(passages, 1) AS average
    FROM rollcall.collections WHERE tenant_id = $1 AND name = $2
  ), asked AS (
    SELECT searched.id AS collection_id, l.lexeme, cardinality(l.positions) AS times
    FROM searched, unnest(to_tsvector(searched.language, $3)) AS l
  ), hit AS (
    SELECT p.*, asked.times
    FROM asked CROSS JOIN LATERAL (
      SELECT passage_id, tf::float8 AS tf, passage_lexemes::float8 AS length, (count(*) OVER ())::float8 AS df
      FROM rollcall.postings WHERE collection_id = asked.collection_id AND lexeme = asked.lexeme
    ) AS p
  ), ranked AS (
    SELECT passage_id, sum((ln(1 + (n - df + 0.5) / (df + 0.5)) * times
        * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / average)) * 1e9)::bigint) AS score
    FROM hit CROSS JOIN searched ${where}
    GROUP BY passage_id ORDER BY score DESC, passage_id LIMIT $4
  )
  SELECT shown.*, ranked.passage_id AS "passageId", (ranked.score / 1e9)::float8 AS score
  FROM searched LEFT JOIN ranked ON true LEFT JOIN LATERAL (
    SELECT d.external_id AS "documentId", coalesce(d.title, '') AS title, p.text, p.start, p.stop AS "end"
    FROM rollcall.passages p JOIN rollcall.documents d ON d.id = p.document_id
    WHERE p.id = ranked.passage_id LIMIT 1
  ) AS shown ON true
  ORDER BY ranked.score DESC, ranked.passage_id`;

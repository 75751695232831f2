import { Failure } from '@rollcall/failures';
import type { TenantQueryable } from '@rollcall/postgres';
import type { CollectionName } from './collections.ts';
import { sqlFilter } from './filter/allowed-numbers.ts';
import type { Condition } from './filter/condition.ts';
import { explainAll } from './index/explain-all.ts';
import { fetchPassages } from './index/fetch-passages.ts';
import { filterSnapshot } from './index/filter-passages.ts';
import type { FirstLook } from './index/first-look.ts';
import { lookTwice } from './index/look-twice.ts';
import { rankInPostgres } from './index/rank-in-postgres.ts';
import { rankSnapshot } from './index/rank-snapshot.ts';
import { type ReadQuestion, readQuestion } from './index/read-question.ts';
import type { Snapshots } from './index/snapshots.ts';
import { toPoints } from './ranking/bm25f.ts';
import type { Explanation } from './ranking/explanation.ts';
import { safeText } from './safe-text.ts';

/** Most passages of one lookup: as many as get the second look. */
export const mostPassages = 100;

/** UTF-16 units of a question that are looked up; what a longer one says beyond them is left out. */
const longestQuestion = 20_000;

/**
 * Times that a question is begun anew because its collection has changed meanwhile, before Postgres ranks it.
 */
const mostTries = 4;

export type Question = CollectionName & {
  query: string;
  /** Passages wanted; at most `mostPassages` are found. */
  k: number;
  /** Only passages of documents whose metadata meets this. */
  filter?: Condition | undefined;
  /** Whether each passage is to say why it has its score. */
  explain?: boolean | undefined;
};

/**
 * A passage that shares a lexeme with the question. `start` and `end` are UTF-16 offsets in its document's
 * text.
 */
export type FoundPassage = {
  documentId: string;
  passageId: string;
  title: string;
  text: string;
  score: number;
  start: number;
  end: number;
  explanation?: Explanation;
};

/** Where passages are looked up. */
export type Search = {
  /** What the statements of one lookup are sent to. */
  lend(tenantId: string): TenantQueryable;
  /** Collections in memory; without it Postgres ranks. */
  snapshots?: Snapshots;
  /** Indexes what a collection has of an older version's passages. */
  catchUp?: (name: CollectionName) => Promise<void>;
};

/**
 * The `k` passages of a collection with the highest scores (`docs/retrieval.md`), best first; equal scores by
 * a hash of the document's id, then in the document's order. A passage needs one of the question's lexemes,
 * not all. The filter leaves passages out before the ranking.
 *
 * The answer is of one version of the collection, which holds everything that was stored before the question.
 * Throws `collection.not_found`, `collection.indexing` and `postgres.*`.
 */
export const findPassages = async (search: Search, question: Question): Promise<FoundPassage[]> => {
  const db = search.lend(question.tenantId);
  const asked = { ...question, query: safeText(question.query.slice(0, longestQuestion)) };
  let seen: number | undefined;
  for (let tries = 1; ; tries += 1) {
    const ranked = await rank(search, db, asked, tries);
    if (ranked === 'changed') continue;
    const { collectionId, first } = ranked;
    const best = lookTwice(first).slice(0, Math.min(question.k, mostPassages));
    const rows = await fetchPassages(
      db,
      { tenantId: question.tenantId, collectionId },
      best.map(({ number }) => number),
    );
    // One that is gone was there when the question was ranked: then there is a newer version to ask, except
    // where a replica of an older build deleted it, which leaves no tombstone.
    if (rows.length < best.length && first.version !== seen && tries < 2 * mostTries) {
      seen = first.version;
      continue;
    }
    const explanations = question.explain ? await explainAll(db, collectionId, best) : undefined;
    const byNumber = new Map(best.map((scored) => [scored.number, scored]));
    return rows.map(({ number, ...row }) => ({
      ...row,
      score: toPoints(byNumber.get(number)?.score ?? 0),
      ...(explanations && { explanation: explanations.get(number) as Explanation }),
    }));
  }
};

type RankedQuestion = { collectionId: string; first: FirstLook };

const rank = async (
  search: Search,
  db: TenantQueryable,
  question: Question,
  tries: number,
): Promise<RankedQuestion | 'changed'> => {
  const read = await readQuestion(db, question);
  if (read === undefined) throw new Failure('collection.not_found');
  if (read.pending) {
    if (search.catchUp === undefined) throw new Failure('collection.indexing');
    await search.catchUp(question);
    return 'changed';
  }
  const { snapshots } = search;
  if (snapshots === undefined) return inPostgres(db, read, question);
  const current = await snapshots.current(db, read.collectionId, read.version);
  if (!('fallback' in current)) {
    const found = await inMemory(db, current, { read, filter: question.filter });
    if (found !== 'changed' || tries < mostTries) return found;
  }
  const { fallback, done } = 'fallback' in current ? current : changing;
  snapshots.count(fallback);
  return inPostgres(db, read, question).finally(done);
};

const changing = { fallback: 'changing' as const, done: () => {} };

const inMemory = async (
  db: TenantQueryable,
  snapshot: Parameters<typeof rankSnapshot>[0],
  { read, filter }: { read: ReadQuestion; filter: Condition | undefined },
): Promise<RankedQuestion | 'changed'> => {
  // What the question was read by is not what it would be ranked by.
  if (snapshot.version !== read.version) return 'changed';
  const allowed = filter === undefined ? undefined : await filterSnapshot(db, snapshot, filter);
  if (filter !== undefined && allowed === undefined) return 'changed';
  return { collectionId: read.collectionId, first: rankSnapshot(snapshot, read.terms, allowed) };
};

const inPostgres = async (
  db: TenantQueryable,
  { collectionId }: ReadQuestion,
  question: Question,
): Promise<RankedQuestion | 'changed'> => {
  const { filter } = question;
  const first = await rankInPostgres(db, question, filter && sqlFilter(filter, collectionId));
  if (first === undefined) throw new Failure('collection.not_found');
  // Another one has its name now, and the filter was made for the one before.
  if (first.collectionId !== collectionId) return 'changed';
  return { collectionId, first };
};

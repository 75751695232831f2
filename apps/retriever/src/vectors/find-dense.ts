import { Failure } from '@rollcall/failures';
import type { TenantQueryable } from '@rollcall/postgres';
import type { ConcurrencyLimit } from '@rollcall/service';
import { embedQuestion, type QuestionDeps } from './embed-question.ts';
import type { Ranked } from './fuse.ts';
import { findNearest } from './pgvector.ts';
import type { ReadySet, Snapshots } from './snapshots.ts';
import type { SearchedCollection } from './vector-set.ts';
import { fromTheStart, readBlocks, type SnapshotBlock, searchBlocks } from './vector-snapshot.ts';

export type DenseDeps = QuestionDeps & {
  snapshots: Snapshots;
  /** Searches that read their vectors from Postgres, at once. */
  scans: ConcurrencyLimit;
  /** Longest that a question may take at the redactor, at the endpoint and among the vectors, in milliseconds. */
  timeoutMs: number;
  /** True once pgvector was found. */
  hasPgvector(): boolean;
};

export type DenseQuestion = {
  query: string;
  most: number;
  /** Passages that may be found, by the question's filter; all where undefined. */
  allowed?: ReadonlySet<string> | undefined;
};

/**
 * The passages of a collection whose vectors are nearest to the question's, best first, `most` of them where there
 * are as many; all of them exist. Throws `embeddings.off`, `embeddings.pending`, `embeddings.over_budget` and what
 * asking the endpoint throws.
 */
export const findDense = async (
  db: TenantQueryable,
  collection: SearchedCollection,
  asked: DenseQuestion,
  deps: DenseDeps,
): Promise<Ranked[]> => {
  if (collection.embeddings === 'off') throw new Failure('embeddings.off');
  const { set } = collection;
  if (set === undefined || set.dimensions === null) throw new Failure('embeddings.pending');
  const ready = { ...set, dimensions: set.dimensions };
  const until = AbortSignal.timeout(deps.timeoutMs);
  const { isMasked, dimensions } = ready;
  const question = await embedQuestion(
    asked.query,
    { isMasked, dimensions, timeoutMs: deps.timeoutMs, until },
    deps,
  );
  const wanted = { ...asked, question };
  // pgvector's rows go with their passages: what it answers exists.
  if (ready.isIndexed && deps.hasPgvector()) return findNearest(db, ready, wanted);

  const snapshot = await inTime(() => deps.snapshots.of(db, ready), until);
  const search = (most: number): Promise<Ranked[]> =>
    snapshot === undefined
      ? scan(db, ready, { ...wanted, most }, { deps, until })
      : searchBlocks(snapshot.blocks, { ...wanted, most });
  return asked.allowed === undefined ? onlyLive(db, asked.most, search) : search(asked.most);
};

type Wanted = DenseQuestion & { question: Float32Array };

/** Reads the set block by block and keeps none of it: exact, slow, and no more than one search at a time. */
const scan = async (
  db: TenantQueryable,
  set: ReadySet,
  wanted: Wanted,
  { deps, until }: { deps: DenseDeps; until: AbortSignal },
): Promise<Ranked[]> => {
  async function* blocks(): AsyncGenerator<SnapshotBlock> {
    for await (const block of readBlocks(db, set, fromTheStart)) {
      until.throwIfAborted();
      yield block;
    }
  }
  try {
    return await deps.scans.run(until, () => searchBlocks(blocks(), wanted));
  } catch (thrown) {
    throw until.aborted ? new Failure('embeddings.over_budget', { cause: thrown }) : thrown;
  }
};

/**
 * A snapshot may hold passages that were deleted since. They are left out here, and others take their places: more
 * are asked for until there are enough, or no more.
 */
const onlyLive = async (
  db: TenantQueryable,
  most: number,
  search: (most: number) => Promise<Ranked[]>,
): Promise<Ranked[]> => {
  for (let wanted = most; ; wanted *= 2) {
    const found = await search(wanted);
    const live = await findLive(
      db,
      found.map(({ passageId }) => passageId),
    );
    const kept = found.filter(({ passageId }) => live.has(passageId));
    if (kept.length >= most || found.length < wanted) return kept.slice(0, most);
  }
};

const findLive = async (db: TenantQueryable, ids: string[]): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>({
    name: 'vectors.find_live',
    text: 'SELECT id FROM rollcall.passages WHERE id = ANY($1)',
    values: [ids],
  });
  return new Set(rows.map(({ id }) => id));
};

/** What is still being read when the time is over goes on, and serves the next question. */
const inTime = async <T>(work: () => Promise<T>, until: AbortSignal): Promise<T> => {
  if (until.aborted) throw new Failure('embeddings.pending');
  const over = Promise.withResolvers<never>();
  const late = (): void => over.reject(new Failure('embeddings.pending'));
  until.addEventListener('abort', late, { once: true });
  try {
    return await Promise.race([work(), over.promise]);
  } finally {
    until.removeEventListener('abort', late);
  }
};

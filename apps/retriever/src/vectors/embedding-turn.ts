import { randomUUID } from 'node:crypto';
import type { TenantDatabase, TenantQueryable } from '@rollcall/postgres';
import { type Embedding, embedPending, type PassageDeps } from './embed-passages.ts';
import { carryOver } from './pgvector.ts';
import {
  type Declared,
  declareSet,
  findEmptySets,
  forgetSet,
  isMaskedBy,
  isThere,
  leaseSet,
  releaseSet,
  type VectorSet,
} from './vector-set.ts';

const SECOND = 1000;

/** Batches of one collection before the next one has its turn. */
const batchesOfATurn = 20;

export type TurnOptions = PassageDeps & {
  hasPgvector: boolean;
  /** Told of each batch when it is written. */
  onBatch?: (done: Embedding) => void;
};

/** What a retriever remembers of a collection between its turns. */
export type KnownCollection = {
  declared: (Declared & { isMasked: boolean }) | undefined;
  /** The collection's version at which nothing was left to embed. */
  settledAt: number | undefined;
  /** Turns in a row that failed. */
  failures: number;
  /** No turn before this; Unix milliseconds. */
  notBefore: number;
};

export const freshCollection = (): KnownCollection => ({
  declared: undefined,
  settledAt: undefined,
  failures: 0,
  notBefore: 0,
});

/** A collection's turn: some batches of it. Answers whether there is more. Throws `embeddings.*` and `postgres.*`. */
export type Turn = (db: TenantDatabase, collectionId: string, known: KnownCollection) => Promise<boolean>;

export const createTurn = (options: TurnOptions): Turn => {
  const lease = { holder: randomUUID(), leaseMs: 2 * options.limits.timeoutMs + 30 * SECOND };

  return async (db, collectionId, known) => {
    const collection = await readCollection(db, collectionId);
    if (collection === undefined || collection.embeddings === 'off') return false;
    const isMasked = isMaskedBy(collection.embeddings, options.recipe);
    if (known.declared?.isMasked !== isMasked) known.settledAt = undefined;
    if (known.settledAt === collection.version) return false;

    const set = await take(db, collectionId, { known, isMasked, options, lease });
    if (set === undefined) return false;
    try {
      const isMore = await embedSome(db, set, { options, lease });
      known.settledAt = isMore ? undefined : collection.version;
      return isMore;
    } finally {
      await releaseSet(db, set.id, lease.holder);
    }
  };
};

type Lease = { holder: string; leaseMs: number };

/** The set to work on; undefined where another retriever has it, or a later recipe the collection. */
const take = async (
  db: TenantDatabase,
  collectionId: string,
  how: { known: KnownCollection; isMasked: boolean; options: TurnOptions; lease: Lease },
): Promise<VectorSet | undefined> => {
  const { known, isMasked, options, lease } = how;
  const { recipe } = options;
  // Once in the life of a process: whoever is set up otherwise and came later goes before.
  if (known.declared?.isMasked !== isMasked) {
    const first = await declareSet(db, collectionId, { recipe, isMasked });
    known.declared = first && { ...first, isMasked };
  }
  const { declared } = known;
  if (declared === undefined) return undefined;
  const leased = await leaseSet(db, declared.set.id, lease);
  if (leased !== undefined || (await isThere(db, declared.set.id))) return leased;

  const again = await declareSet(db, collectionId, { recipe, isMasked, since: declared.at });
  if (again === undefined) return undefined;
  known.declared = { ...again, isMasked };
  return leaseSet(db, again.set.id, lease);
};

const embedSome = async (
  db: TenantDatabase,
  set: VectorSet,
  { options, lease }: { options: TurnOptions; lease: Lease },
): Promise<boolean> => {
  const isOurs = async (): Promise<boolean> =>
    !options.signal.aborted && (await leaseSet(db, set.id, lease)) !== undefined;
  const canIndex = options.hasPgvector && set.dimensions !== null;
  const isIndexing = canIndex && (set.isIndexed || (await carryOver(db, set, isOurs)));
  let batches = 0;
  const goOn = async (): Promise<boolean> => {
    batches += 1;
    return batches <= batchesOfATurn && (await isOurs());
  };
  let wrote = false;
  const onBatch = (done: Embedding): void => {
    wrote = true;
    options.onBatch?.(done);
  };
  const isMore = await embedPending(db, set, options, { goOn, isIndexing, onBatch });
  if (isMore) return true;
  for (const empty of await findEmptySets(db, set)) await forgetSet(db, empty);
  // What was written before the dimension was known is carried over in a turn of its own.
  return wrote && options.hasPgvector && set.dimensions === null;
};

type Collection = { embeddings: 'off' | 'masked' | 'trusted'; version: number };

const readCollection = async (db: TenantQueryable, collectionId: string): Promise<Collection | undefined> => {
  const { rows } = await db.query<Collection>({
    name: 'vectors.read_collection',
    text: 'SELECT embeddings, version::float8 AS version FROM rollcall.collections WHERE id = $1',
    values: [collectionId],
  });
  return rows[0];
};

import { asFailure } from '@rollcall/failures';
import type { Queryable, TenantDatabase, TenantQueryable } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import type { Ranked } from './fuse.ts';
import { floatsOf } from './reply.ts';
import type { NewVector } from './store-vectors.ts';
import type { VectorSet } from './vector-set.ts';

/** Vectors of one step while a set is carried over. */
const stepRows = 200;

/**
 * Looks for the extension pgvector and makes it ready (migration 0008); answers its version, undefined where it
 * is not there, too old or not allowed: vectors are then searched in this process.
 */
export const adoptPgvector = async (db: Queryable, log: Log): Promise<string | undefined> => {
  try {
    const { rows } = await db.query<{ version: string | null }>({
      name: 'pgvector.adopt',
      text: 'SELECT rollcall.adopt_pgvector() AS version',
    });
    const version = rows[0]?.version ?? undefined;
    log.info('pgvector', { version: version ?? 'none' });
    return version;
  } catch (thrown) {
    log.warn('pgvector cannot be used', failureFields(asFailure(thrown)));
    return undefined;
  }
};

/** A vector as pgvector reads it. */
const written = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** Writes what a transaction has stored, up to the set's `version`, into pgvector's index. */
export const addToIndex = async (
  tx: TenantQueryable,
  set: VectorSet,
  added: { vectors: readonly NewVector[]; version: number },
): Promise<void> => {
  const found = added.vectors.filter(({ vector }) => vector !== null);
  await tx.query({
    name: 'pgvector.add',
    text: 'SELECT rollcall_pgvector.add($1, $2, $3)',
    values: [
      set.id,
      found.map(({ passageId }) => passageId),
      found.map(({ vector }) => written(vector as Float32Array)),
    ],
  });
  await tx.query({
    name: 'pgvector.note_version',
    text: 'UPDATE rollcall.vector_sets SET indexed_version = $2 WHERE id = $1',
    values: [set.id, added.version],
  });
};

/**
 * Carries a set over into pgvector, a step a transaction, in the order of their versions: a set that was embedded
 * before the extension came needs no endpoint. `goOn` is asked before each step. False where it said no, or where
 * pgvector cannot index the set.
 */
export const carryOver = async (
  db: TenantDatabase,
  set: VectorSet,
  goOn: () => Promise<boolean>,
): Promise<boolean> => {
  const { rows: made } = await db.query<{ made: boolean }>({
    name: 'pgvector.index_set',
    text: 'SELECT rollcall.index_set($1) AS made',
    values: [set.id],
  });
  if (!made[0]?.made) return false;
  do {
    if (!(await goOn())) return false;
  } while (await carryStep(db, set));
  return true;
};

/** True while there is more. A version is carried over whole: it is one batch of the endpoint's. */
const carryStep = (db: TenantDatabase, set: VectorSet): Promise<boolean> =>
  db.transaction(async (tx) => {
    // Locked, so that no version is written between what is read here and the note that it was.
    const { rows: sets } = await tx.query<{ version: number; indexed: number }>({
      name: 'pgvector.lock_set',
      text: `SELECT version::float8 AS version, coalesce(indexed_version, 0)::float8 AS indexed
             FROM rollcall.vector_sets WHERE id = $1 FOR UPDATE`,
      values: [set.id],
    });
    const { version, indexed } = sets[0] ?? { version: 0, indexed: 0 };
    if (indexed >= version) return false;
    const { rows } = await tx.query<{ passageId: string; vector: Buffer; version: number }>({
      name: 'pgvector.read_step',
      text: `SELECT passage_id AS "passageId", vector, version::float8 AS version FROM rollcall.vectors
             WHERE set_id = $1 AND version > $2 AND vector IS NOT NULL
             ORDER BY version FETCH FIRST $3 ROWS WITH TIES`,
      values: [set.id, indexed, stepRows],
    });
    const vectors = rows.map(({ passageId, vector }) => ({ passageId, vector: floatsOf(vector) }));
    const last = rows.length < stepRows ? version : (rows.at(-1)?.version ?? version);
    await addToIndex(tx, set, { vectors, version: last });
    return last < version;
  });

/**
 * The passages of a set whose vectors are nearest to the question's, best first; the score is the cosine. HNSW
 * (Malkov and Yashunin, 2020) finds nearly all of them; `allowed` leaves passages out while it scans.
 */
export const findNearest = async (
  db: TenantQueryable,
  set: VectorSet,
  wanted: { question: Float32Array; most: number; allowed?: ReadonlySet<string> | undefined },
): Promise<Ranked[]> => {
  const { rows } = await db.query<Ranked>({
    name: 'pgvector.nearest',
    text: `SELECT passage_id AS "passageId", score FROM rollcall_pgvector.nearest($1, $2, $3, $4, $5)`,
    values: [
      set.id,
      set.dimensions,
      written(wanted.question),
      wanted.most,
      wanted.allowed === undefined ? null : [...wanted.allowed],
    ],
  });
  return rows;
};

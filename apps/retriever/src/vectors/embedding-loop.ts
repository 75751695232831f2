import { setTimeout as sleep } from 'node:timers/promises';
import { asFailure, type Failure } from '@rollcall/failures';
import type { Database } from '@rollcall/postgres';
import { detached, failureFields, type Log } from '@rollcall/telemetry';
import { pauseAfter } from './degradation.ts';
import type { PassageDeps } from './embed-passages.ts';
import { createTurn, freshCollection, type KnownCollection, type TurnOptions } from './embedding-turn.ts';
import { adoptPgvector } from './pgvector.ts';

export type LoopOptions = Omit<PassageDeps, 'signal'> &
  Pick<TurnOptions, 'onBatch'> & {
    db: Database;
    log: Log;
    /** False: pgvector is left alone although it may be there. */
    usePgvector: boolean;
    /** How long nothing is looked for where there was nothing to do, in milliseconds. */
    idleMs: number;
    onFailure?: (failure: Failure) => void;
  };

export type EmbeddingLoop = {
  /** True once pgvector was found. */
  hasPgvector(): boolean;
  /** Starts the work; what it answers stops it, and what was under way is given up. */
  start(): () => Promise<void>;
};

/**
 * Embeds what is ingested, outside of the ingestion's transactions: a dead endpoint holds up nobody, and what it
 * missed is caught up with. One retriever at a time works on a collection (`leaseSet`), and a failure of one
 * collection does not keep the others from their turns.
 */
export const createEmbeddingLoop = (options: LoopOptions): EmbeddingLoop => {
  const { db, log, usePgvector, idleMs } = options;
  let pgvector: string | undefined;

  const work = async (signal: AbortSignal): Promise<void> => {
    if (usePgvector) pgvector = await adoptPgvector(db, log);
    const turn = createTurn({ ...options, signal, hasPgvector: pgvector !== undefined });
    const known = new Map<string, KnownCollection>();

    /** True where there is more to do at once. */
    const tryTurn = async ({ tenantId, collectionId }: Embedded): Promise<boolean> => {
      const collection = known.get(collectionId) ?? freshCollection();
      known.set(collectionId, collection);
      if (signal.aborted || Date.now() < collection.notBefore) return false;
      try {
        const isMore = await turn(db.as(tenantId), collectionId, collection);
        collection.failures = 0;
        return isMore;
      } catch (thrown) {
        if (signal.aborted) return false;
        const failure = asFailure(thrown);
        collection.failures += 1;
        collection.notBefore = Date.now() + tell(failure, collection.failures);
        return false;
      }
    };

    /** A turn for every collection; answers how long to wait for the next one, in milliseconds. */
    const round = async (): Promise<number> => {
      let isMore = false;
      for (const embedded of await findEmbedded(db)) isMore = (await tryTurn(embedded)) || isMore;
      return isMore ? 0 : idleMs;
    };

    let failures = 0;
    while (!signal.aborted) {
      let pauseMs: number;
      try {
        pauseMs = await round();
        failures = 0;
      } catch (thrown) {
        // Without Postgres there is no work.
        failures += 1;
        pauseMs = tell(asFailure(thrown), failures);
      }
      await sleep(pauseMs, undefined, { signal }).catch(stoppedEarly);
    }
  };

  /** Says what failed, so many times in a row; answers how long to let it be, in milliseconds. */
  const tell = (failure: Failure, times: number): number => {
    options.onFailure?.(failure);
    // What was wrong with an answer, in our own words.
    const { problem } = failure.details ?? {};
    log.warn('embedding passages failed', {
      ...failureFields(failure),
      ...(typeof problem === 'string' ? { problem } : {}),
    });
    return pauseAfter(failure, times, Math.random());
  };

  const start: EmbeddingLoop['start'] = () => {
    const stopped = new AbortController();
    const working = detached(() => work(stopped.signal));
    return async () => {
      stopped.abort();
      await working;
    };
  };
  return { hasPgvector: () => pgvector !== undefined, start };
};

/** The pause was ended: the loop's condition sees why. */
const stoppedEarly = (): void => {};

type Embedded = { tenantId: string; collectionId: string };

/** The collections of all tenants that are to be embedded; ids only, for nothing else of them can be seen here. */
const findEmbedded = async (db: Database): Promise<Embedded[]> => {
  const { rows } = await db.query<Embedded>({
    name: 'vectors.find_embedded',
    text: `SELECT tenant_id AS "tenantId", collection_id AS "collectionId" FROM rollcall.list_embedded()`,
  });
  return rows;
};

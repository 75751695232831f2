import type { Database } from '@rollcall/postgres';
import { detached, failureFields, type Log } from '@rollcall/telemetry';

const SECOND = 1000;

/** Rows a statement: short enough that it never holds up a write. */
const batchSize = 5000;
const pauseMs = 50;

export type Retention = {
  /** Spans received longer ago than this are deleted. */
  hours: number;
  /** Spans beyond this number are deleted, the oldest first. */
  most: number;
};

type TrimOptions = Retention & { batch?: number; signal?: AbortSignal };

/** Deletes what is over the bounds, in small batches. Resolves to the number of deleted spans. */
export const trimSpans = async (db: Database, options: TrimOptions): Promise<number> => {
  const { batch = batchSize, signal } = options;
  let deleted = 0;
  const deleteAll = async (upTo: number, deleteSome: (limit: number) => Promise<number>): Promise<void> => {
    for (let left = upTo; left > 0 && !signal?.aborted; ) {
      const limit = Math.min(batch, left);
      const count = await deleteSome(limit);
      deleted += count;
      left -= count;
      if (count < limit) return;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  await deleteAll(Number.POSITIVE_INFINITY, (limit) => deleteOlder(db, options.hours, limit));
  await deleteAll((await countSpans(db)) - options.most, (limit) => deleteOldest(db, limit));
  return deleted;
};

const deleteOlder = async (db: Database, hours: number, limit: number): Promise<number> => {
  const { count } = await db.query({
    name: 'console.delete_older_spans',
    text: `DELETE FROM rollcall.spans WHERE (trace_id, span_id) IN (
             SELECT trace_id, span_id FROM rollcall.spans
             WHERE received_at < now() - $1::float8 * interval '1 hour' ORDER BY received_at LIMIT $2)`,
    values: [hours, limit],
  });
  return count;
};

const deleteOldest = async (db: Database, limit: number): Promise<number> => {
  const { count } = await db.query({
    name: 'console.delete_oldest_spans',
    text: `DELETE FROM rollcall.spans WHERE (trace_id, span_id) IN (
             SELECT trace_id, span_id FROM rollcall.spans ORDER BY received_at LIMIT $1)`,
    values: [limit],
  });
  return count;
};

const countSpans = async (db: Database): Promise<number> => {
  const { rows } = await db.query<{ spans: number }>({
    name: 'console.count_spans',
    text: 'SELECT count(*)::float8 AS spans FROM rollcall.spans',
  });
  return rows[0]?.spans ?? 0;
};

/** Trims every minute until it is stopped. A trim that fails is logged and tried again the next time. */
export const keepTrimmed = (
  db: Database,
  options: Retention & { log: Log; everyMs?: number },
): (() => Promise<void>) => {
  const { log, everyMs = 60 * SECOND, ...retention } = options;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const trim = async (): Promise<void> => {
    try {
      const spans = await trimSpans(db, { ...retention, signal: stopping.signal });
      if (spans > 0) log.info('old spans deleted', { spans });
    } catch (thrown) {
      log.warn('old spans not deleted', failureFields(thrown));
    } finally {
      running = undefined;
    }
  };
  const timer = setInterval(() => {
    running ??= detached(trim);
  }, everyMs);

  return async () => {
    clearInterval(timer);
    stopping.abort();
    await running;
  };
};

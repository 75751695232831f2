import { first } from '@rollcall/pipeline';
import type { Queryable } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { activeTraceId, activeTraceparent, attributes, withSpan } from '@rollcall/telemetry';
import { nameTrace } from './open.ts';
import type { Reopened } from './reopen.ts';

/**
 * Adds the jobs of reopened rows under the trace that each row has, or a new one where its first enqueuer
 * died before it named one. A row whose job cannot be added now is found by the next sweep.
 */
export const enqueueAgain = async (db: Queryable, queue: Queue, rows: Reopened[]): Promise<void> => {
  for (const row of rows) {
    const key = { hop: 'retrieve' as const, rowId: row.rowId, epoch: row.epoch };
    if (row.traceparent !== undefined) await queue.add(key, first(row));
    else await enqueueTraced(db, queue, row);
  }
};

/** Starts a row's way at `retrieve` under a trace of its own, which the row then names. */
export const enqueueTraced = (
  db: Queryable,
  queue: Queue,
  row: { rowId: string; epoch: number },
): Promise<void> =>
  withSpan(
    'document',
    { kind: 'producer', parent: null, attributes: { [attributes.rowId]: row.rowId } },
    async () => {
      const traceparent = activeTraceparent();
      const traceId = activeTraceId();
      if (traceparent !== undefined && traceId !== undefined) {
        await nameTrace(db, { id: row.rowId, traceparent, traceId });
      }
      await queue.add({ hop: 'retrieve', ...row }, first({ ...row, traceparent }));
    },
  );

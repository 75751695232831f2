import { enqueueTraced, readProgress, stillEnqueuing } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';

/** Adds under way at once: enough to hide the round trips, few enough for the pool. */
const addsAtOnce = 4;
const pollMs = 50;

/**
 * Adds the rows' first jobs, each under a trace of its own, and keeps at most `concurrency` documents under
 * way. Stops when aborted; what is not enqueued by then can be resumed.
 */
export const enqueueRows = async (
  { db, queue }: { db: Database; queue: Queue },
  work: { runId: string; rows: { rowId: string; epoch: number }[]; concurrency: number },
  signal: AbortSignal,
): Promise<void> => {
  let next = 0;
  let beat = Date.now();
  while (next < work.rows.length && !signal.aborted) {
    const progress = await readProgress(db, work.runId);
    const waiting = work.rows.length - next;
    const underWay = (progress?.open ?? 0) - waiting;
    const room = Math.min(waiting, work.concurrency - underWay);
    if (room <= 0) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    } else {
      const batch = work.rows.slice(next, next + Math.min(room, 64));
      await addAll(db, queue, batch);
      next += batch.length;
    }
    if (Date.now() - beat > 1000) {
      beat = Date.now();
      await stillEnqueuing(db, work.runId);
    }
  }
};

const addAll = async (
  db: Database,
  queue: Queue,
  rows: { rowId: string; epoch: number }[],
): Promise<void> => {
  const waiting = [...rows];
  const worker = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      await enqueueTraced(db, queue, row);
    }
  };
  await Promise.all(Array.from({ length: addsAtOnce }, worker));
};

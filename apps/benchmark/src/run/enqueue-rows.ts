import { asFailure } from '@rollcall/failures';
import { enqueueAgain, type Reopened, readProgress, stillEnqueuing } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';

const SECOND = 1000;

/** Adds under way at once: enough to hide the round trips, few enough for the pool. */
const addsAtOnce = 4;
/** Most rows between two looks at the ledger. */
const mostAtATime = 64;
const pollMs = 50;
/** Wait before the next try where the database or the queue is away. */
const awayMs = 1 * SECOND;
/** How often the run says that its rows are still being enqueued; the sweep waits twelve seconds for that. */
const beatMs = 1 * SECOND;

export type Enqueuing = { runId: string; rows: Reopened[]; concurrency: number };

/**
 * Adds the rows' first jobs, each under a trace of its own (or the one that the row has already), and keeps
 * at most `concurrency` documents of the run under way. A row whose job cannot be added now is left to the
 * sweep, which finds it open and without a job. Stops when aborted, or when no row of the run is open any
 * more; what is not enqueued by then can be resumed.
 */
export const enqueueRows = async (
  { db, queue }: { db: Database; queue: Queue },
  { runId, rows, concurrency }: Enqueuing,
  signal: AbortSignal,
): Promise<void> => {
  let next = 0;
  let beatAt = 0;
  while (next < rows.length && !signal.aborted) {
    const waiting = rows.length - next;
    const open = await unlessAway(async () => {
      if (performance.now() - beatAt > beatMs) {
        await stillEnqueuing(db, runId);
        beatAt = performance.now();
      }
      return (await readProgress(db, runId))?.open ?? 0;
    });
    if (open === 0) return;
    const room = open === undefined ? 0 : roomFor({ open, waiting, concurrency });
    if (room === 0) {
      await pause(open === undefined ? awayMs : pollMs);
      continue;
    }
    const batch = rows.slice(next, next + room);
    next += batch.length;
    if (!(await addAll(db, queue, batch))) await pause(awayMs);
  }
};

/** Rows to add now: what is open and does not wait here is under way. */
export const roomFor = (now: { open: number; waiting: number; concurrency: number }): number => {
  const underWay = Math.max(0, now.open - now.waiting);
  return Math.max(0, Math.min(now.waiting, now.concurrency - underWay, mostAtATime));
};

/** Adds the rows, a few at once; false where some could not be added. */
const addAll = async (db: Database, queue: Queue, rows: Reopened[]): Promise<boolean> => {
  const waiting = [...rows];
  let all = true;
  const adder = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const one = row;
      const added = await unlessAway(() => enqueueAgain(db, queue, [one]).then(() => true));
      all &&= added ?? false;
    }
  };
  await Promise.all(Array.from({ length: addsAtOnce }, adder));
  return all;
};

/** The work's result, or undefined where what it needs is away for now. Throws any other failure. */
const unlessAway = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (thrown) {
    if (asFailure(thrown).retryable) return undefined;
    throw thrown;
  }
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

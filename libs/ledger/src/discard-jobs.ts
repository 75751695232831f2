import { setTimeout as sleep } from 'node:timers/promises';
import { hops } from '@rollcall/pipeline';
import type { Queue } from '@rollcall/queue';

const SECOND = 1000;
const againMs = 500;

/**
 * The hops up to the one that costs money. What has passed it is let through to `settle`: the row is closed
 * and stays so, but what the call has cost is counted there.
 */
const unpaid = hops.slice(0, hops.indexOf('generate') + 1);

export type Discarded = {
  /** Jobs that were removed. */
  discarded: number;
  /** Rows that were still at work when the patience was over: their jobs end by themselves, or are tried again. */
  atWork: number;
};

/**
 * Removes the jobs of closed rows that have not cost anything yet, so that no model is called for them. A job
 * at work cannot be removed and puts the next one into a queue when it is done: so it is looked again until
 * none of the rows has one, for `patienceMs` at most. Can be repeated at any time. Throws `queue.unavailable`.
 */
export const discardJobs = async (
  queue: Queue,
  rows: { rowId: string; epoch: number }[],
  patienceMs = 10 * SECOND,
): Promise<Discarded> => {
  const until = performance.now() + patienceMs;
  let discarded = 0;
  let left = rows;
  for (;;) {
    discarded += await queue.discard(left, unpaid);
    const standing = await queue.standing(left);
    left = left.filter(({ rowId }) => unpaid.some((hop) => standing.get(rowId)?.live === hop));
    if (left.length === 0 || performance.now() >= until) return { discarded, atWork: left.length };
    await sleep(againMs);
  }
};

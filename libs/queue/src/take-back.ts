import type { Hop } from '@rollcall/pipeline';
import { failureFields, type Log } from '@rollcall/telemetry';
import type { Queue as BullQueue } from 'bullmq';

/** A job that a consumer of some replica has taken and not given back. */
export type Held = {
  id: string;
  /** The lock under which it was taken. */
  token: string;
  /** How often it was started, and how many of these starts came to an end. */
  started: number;
  ended: number;
};

/**
 * Starts without an end after which a job is no longer taken back: perhaps it is what kills the process. It
 * then waits for its lock to run out, and BullMQ gives it up after `maxStalledCount` of those.
 */
export const mostUnendedStarts = 5;

/** What of a dead predecessor's jobs may go back at once. */
export const takenBack = (held: Held[]): Held[] =>
  held.filter(({ started, ended }) => started - ended <= mostUnendedStarts);

/**
 * Puts the jobs back that a consumer of the same replica held when it died; resolves to their number. A killed
 * process leaves its jobs locked: without this they wait for the lock and a stalled interval, some 45 seconds,
 * although the process that comes back under its name knows that nobody works on them. Whoever names
 * replicas (the supervisor, a pod) sees to it that no two live under one name; if two do, the older one loses
 * the locks of its jobs, which aborts them.
 */
export const takeBack = async (parts: {
  hop: Hop;
  queue: BullQueue;
  held: Held[];
  log: Log;
}): Promise<number> => {
  const { hop, queue, log } = parts;
  let count = 0;
  for (const { id, token } of takenBack(parts.held)) {
    try {
      const job = await queue.getJob(id);
      await job?.moveToWait(token);
      count += 1;
    } catch (thrown) {
      // Its lock has run out meanwhile, or another consumer has it: then it is looked after.
      log.warn('job not taken back', { hop, jobId: id, ...failureFields(thrown) });
    }
  }
  if (count > 0) log.info('took back what this replica held before', { hop, jobs: count });
  return count;
};

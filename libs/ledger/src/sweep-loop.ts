import type { Database } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { failureFields, type Log } from '@rollcall/telemetry';
import { type SweepRules, sweep, sweepRules } from './sweep.ts';

const SECOND = 1000;

/** A gateway that comes back lets waiting settle jobs close their rows for this long before it sweeps. */
const settleFirstMs = 15 * SECOND;

/**
 * Looking at many rows takes its time (at 20,000 open ones some 0.1 s): the pause after it is so many times as
 * long, so that it takes no more than a twentieth of a gateway's time; but no longer than `mostPauseMs`.
 */
const pauseTimes = 20;
const mostPauseMs = 30 * SECOND;

export type SweepLoop = {
  db: Database;
  queue: Queue;
  log: Log;
  /** Time between two sweeps, at least. Default 2 s. */
  intervalMs?: number;
  rules?: SweepRules;
  /** Only this run's rows. */
  runId?: string;
};

/** Sweeps until it is stopped; the answer stops it and waits for a sweep under way. */
export const keepSweeping = (loop: SweepLoop): (() => Promise<void>) => {
  const { db, queue, log } = loop;
  const stopping = new AbortController();
  const started = Date.now();

  const settleDrained = async (): Promise<boolean> => {
    if (Date.now() - started > settleFirstMs) return true;
    const { settle } = await queue.counts();
    return settle.waiting + settle.active === 0;
  };

  /** One sweep; answers the time until the next one. */
  const turn = async (): Promise<number> => {
    const report = await sweep(db, queue, loop.rules ?? sweepRules, loop.runId);
    if (report && report.reopened + report.lost + report.deadline > 0) log.warn('swept', { ...report });
    return pauseAfter(report?.lookMs ?? 0, loop.intervalMs);
  };

  const running = (async () => {
    let drained = false;
    while (!stopping.signal.aborted) {
      let pauseMs = pauseAfter(0, loop.intervalMs);
      try {
        drained ||= await settleDrained();
        if (drained) pauseMs = await turn();
      } catch (thrown) {
        log.warn('sweep failed; the next one tries again', failureFields(thrown));
      }
      await pause(pauseMs, stopping.signal);
    }
  })();

  return async () => {
    stopping.abort();
    await running;
  };
};

/** Time until the next sweep after one whose looking took so long; milliseconds. Pure. */
export const pauseAfter = (lookMs: number, intervalMs = 2 * SECOND): number =>
  Math.max(intervalMs, Math.min(mostPauseMs, lookMs * pauseTimes));

/** Resolves after `ms`, or at once when aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });

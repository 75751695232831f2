import type { Database } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { failureFields, type Log } from '@rollcall/telemetry';
import { type SweepRules, sweep, sweepRules } from './sweep.ts';

const SECOND = 1000;

/** A gateway that comes back lets waiting settle jobs close their rows for this long before it sweeps. */
const settleFirstMs = 15 * SECOND;

export type SweepLoop = {
  db: Database;
  queue: Queue;
  log: Log;
  /** Time between two sweeps. Default 2 s. */
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

  const turn = async (): Promise<void> => {
    const report = await sweep(db, queue, loop.rules ?? sweepRules, loop.runId);
    if (report && report.reopened + report.lost + report.deadline > 0) log.warn('swept', { ...report });
  };

  const running = (async () => {
    let drained = false;
    while (!stopping.signal.aborted) {
      try {
        drained ||= await settleDrained();
        if (drained) await turn();
      } catch (thrown) {
        log.warn('sweep failed; the next one tries again', failureFields(thrown));
      }
      await pause(loop.intervalMs ?? 2 * SECOND, stopping.signal);
    }
  })();

  return async () => {
    stopping.abort();
    await running;
  };
};

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

import { asFailure, Failure } from '@rollcall/failures';
import {
  type Discarded,
  discardJobs,
  type EndCode,
  endedRows,
  endRun,
  type Progress,
  readClosings,
  readProgress,
} from '@rollcall/ledger';
import { evaluateStopRules, type StopReason, type StopRules } from './stop-rules.ts';
import { type SweepDeps, sweepWithoutGateway } from './sweep-without-gateway.ts';

const SECOND = 1000;
const pollMs = 150;

/** Longer than this between two looks was no watching: the machine slept, or the database was away. */
const mostWatchedMs = 2 * SECOND;

/**
 * How long nothing has moved while somebody looked, in milliseconds. The ledger's own word (`quietMs`) alone
 * would end a run on the first look after an outage, before any service has come back.
 */
export const quietFor = (before: number, elapsedMs: number, quietMs: number): number =>
  Math.min(quietMs, before + Math.min(elapsedMs, mostWatchedMs));

export type Followed = {
  runId: string;
  noProgressMs: number;
  /** Checked against what was closed after `since` (Postgres' clock, `readClock`). */
  stopping?: { rules: StopRules; since: string };
};

/** How the run was ended before its documents were, by this command. */
export type EndedEarly = {
  code: EndCode;
  reason: StopReason | undefined;
  /** The jobs that were removed; undefined where the queue could not be reached. */
  jobs: Discarded | undefined;
};

/**
 * Follows the ledger until every row of the run is closed. Where a stop rule strikes, or nothing moves for
 * `noProgressMs`, the open rows are closed as `run.stopped` or `run.no_progress` and their waiting jobs are
 * discarded: nothing hangs, no further call is paid, and everything can be resumed. A database that is away is
 * waited for as long; then its failure is thrown. Answers how it ended the run, undefined where it did not.
 */
export const followRun = async (
  deps: SweepDeps,
  run: Followed,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<EndedEarly | undefined> => {
  const stopSweeping = sweepWithoutGateway(deps, run.runId);
  let lookedAt = performance.now();
  let quietMs = 0;
  let ended: Omit<EndedEarly, 'jobs'> | undefined;
  const end = async (how: Omit<EndedEarly, 'jobs'>): Promise<void> => {
    await endRun(deps.db, run.runId, how.code, how.reason);
    ended ??= how;
  };
  const look = async (): Promise<'over' | 'under way'> => {
    const progress = await readProgress(deps.db, run.runId);
    if (!progress) throw new Failure('run.not_found');
    onProgress(progress);
    const now = performance.now();
    quietMs = quietFor(quietMs, now - lookedAt, progress.quietMs);
    lookedAt = now;
    if (progress.open === 0) return 'over';
    const reason = await stopReason(deps, run, progress);
    if (reason) await end({ code: 'run.stopped', reason });
    else if (quietMs > run.noProgressMs) await end({ code: 'run.no_progress', reason });
    return 'under way';
  };
  try {
    while (!signal.aborted) {
      const seen = await look().catch((thrown) => {
        const isAway = asFailure(thrown).retryable && performance.now() - lookedAt <= run.noProgressMs;
        if (!isAway) throw thrown;
        return 'away' as const;
      });
      if (seen === 'over') break;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    await stopSweeping();
  }
  return ended && { ...ended, jobs: await discardEnded(deps, run.runId).catch(undefinedWhereAway) };
};

const stopReason = async (
  { db }: SweepDeps,
  { runId, stopping }: Followed,
  { documents }: Progress,
): Promise<StopReason | undefined> => {
  if (stopping?.rules.maxFailures === undefined && stopping?.rules.stopAfter === undefined) return undefined;
  return evaluateStopRules({ ...(await readClosings(db, runId, stopping.since)), documents }, stopping.rules);
};

/** The rows are closed whether or not their jobs are gone. */
const undefinedWhereAway = (thrown: unknown): undefined => {
  if (!asFailure(thrown).retryable) throw thrown;
};

/** Removes the jobs of a run's rows that were closed because it was ended. Throws `queue.unavailable`. */
export const discardEnded = async (
  { db, queue }: Pick<SweepDeps, 'db' | 'queue'>,
  runId: string,
): Promise<Discarded> => discardJobs(queue, await endedRows(db, runId));

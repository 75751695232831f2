import { asFailure, Failure } from '@rollcall/failures';
import { endRun, type Progress, readProgress } from '@rollcall/ledger';
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

/**
 * Follows the ledger until every row of the run is closed. Where nothing moves for `noProgressMs`, the
 * open rows are closed as `run.no_progress`: nothing hangs, and everything can be resumed. A database that
 * is away is waited for as long; then its failure is thrown.
 */
export const followRun = async (
  deps: SweepDeps,
  run: { runId: string; noProgressMs: number },
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> => {
  const stopSweeping = sweepWithoutGateway(deps, run.runId);
  let lookedAt = performance.now();
  let quietMs = 0;
  const look = async (): Promise<'over' | 'under way'> => {
    const progress = await readProgress(deps.db, run.runId);
    if (!progress) throw new Failure('run.not_found');
    onProgress(progress);
    const now = performance.now();
    quietMs = quietFor(quietMs, now - lookedAt, progress.quietMs);
    lookedAt = now;
    if (progress.open === 0) return 'over';
    if (quietMs > run.noProgressMs) await endRun(deps.db, run.runId, 'run.no_progress');
    return 'under way';
  };
  try {
    while (!signal.aborted) {
      const seen = await look().catch((thrown) => {
        const isAway = asFailure(thrown).retryable && performance.now() - lookedAt <= run.noProgressMs;
        if (!isAway) throw thrown;
        return 'away' as const;
      });
      if (seen === 'over') return;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    await stopSweeping();
  }
};

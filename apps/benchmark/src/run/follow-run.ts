import { Failure } from '@rollcall/failures';
import { endRun, keepSweeping, type Progress, readProgress } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import type { Log } from '@rollcall/telemetry';

const SECOND = 1000;
const pollMs = 150;

export type FollowDeps = {
  db: Database;
  queue: Queue;
  log: Log;
  /** The gateway, which sweeps; while it does not answer, the command sweeps its own run. */
  gatewayUrl: string | undefined;
};

/**
 * Follows the ledger until every row of the run is closed. Where nothing moves for `noProgressMs`, the
 * open rows are closed as `run.no_progress`: nothing hangs, and everything can be resumed.
 */
export const followRun = async (
  deps: FollowDeps,
  run: { runId: string; noProgressMs: number },
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Progress> => {
  const stopSweeping = sweepWithoutGateway(deps, run.runId);
  try {
    for (;;) {
      const progress = await readProgress(deps.db, run.runId);
      if (!progress) throw new Failure('run.not_found');
      onProgress(progress);
      if (progress.open === 0 || signal.aborted) return progress;
      if (progress.quietMs > run.noProgressMs) await endRun(deps.db, run.runId, 'run.no_progress');
      else await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    await stopSweeping();
  }
};

/** Sweeps this run while no gateway answers. */
const sweepWithoutGateway = (deps: FollowDeps, runId: string): (() => Promise<void>) => {
  let stop: (() => Promise<void>) | undefined;
  let running = true;
  const watch = (async () => {
    while (running) {
      const up = await answers(deps.gatewayUrl);
      if (!up && stop === undefined) stop = keepSweeping({ ...deps, runId });
      if (up && stop !== undefined) {
        await stop();
        stop = undefined;
      }
      for (let waited = 0; waited < 5 * SECOND && running; waited += 100) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    await stop?.();
  })();
  return async () => {
    running = false;
    await watch;
  };
};

const answers = async (gatewayUrl: string | undefined): Promise<boolean> => {
  if (gatewayUrl === undefined) return false;
  return fetch(new URL('/livez', gatewayUrl), { signal: AbortSignal.timeout(2 * SECOND) }).then(
    (response) => response.ok,
    () => false,
  );
};

import { setTimeout as sleep } from 'node:timers/promises';
import { keepSweeping } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import type { Log } from '@rollcall/telemetry';

const SECOND = 1000;

/** Time between two looks at the gateway, and the longest that it may take to answer. */
const lookEveryMs = 5 * SECOND;
const answerMs = 2 * SECOND;

export type SweepDeps = {
  db: Database;
  queue: Queue;
  log: Log;
  /** The gateway, whose work the sweep is. */
  gatewayUrl: string | undefined;
};

/** Sweeps this run while no gateway answers; the answer stops it and waits for a sweep under way. */
export const sweepWithoutGateway = (deps: SweepDeps, runId: string): (() => Promise<void>) => {
  const ending = new AbortController();
  const watch = async (): Promise<void> => {
    let stop: (() => Promise<void>) | undefined;
    while (!ending.signal.aborted) {
      const isUp = await answers(deps.gatewayUrl);
      if (isUp) {
        await stop?.();
        stop = undefined;
      } else stop ??= keepSweeping({ ...deps, runId });
      await sleep(lookEveryMs, undefined, { signal: ending.signal }).catch(whenEnded);
    }
    await stop?.();
  };
  const watching = watch();
  return async () => {
    ending.abort();
    await watching;
  };
};

/** The sleep was cut short because the run is over. */
const whenEnded = (): void => {};

const answers = async (gatewayUrl: string | undefined): Promise<boolean> => {
  if (gatewayUrl === undefined) return false;
  return fetch(new URL('/livez', gatewayUrl), { signal: AbortSignal.timeout(answerMs) }).then(
    (response) => response.ok,
    () => false,
  );
};

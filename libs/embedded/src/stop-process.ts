import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf } from './private-file.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

const SECOND = 1000;
const POLL_MS = 25;

/** One rung of the ladder: send the signal, then wait so long for the process to end. */
export type StopStep = { signal: NodeJS.Signals; waitMs: number };

/** A service drains on SIGTERM; what has not ended at the deadline is killed. */
export const serviceSteps = (deadlineMs: number): StopStep[] => [
  { signal: 'SIGTERM', waitMs: deadlineMs },
  { signal: 'SIGKILL', waitMs: 5 * SECOND },
];

/**
 * Postgres' fast shutdown (roll back, disconnect, checkpoint), then its immediate one, which the next
 * start recovers from. See "Shutting Down the Server" in its manual.
 */
export const postgresSteps: StopStep[] = [
  { signal: 'SIGINT', waitMs: 20 * SECOND },
  { signal: 'SIGQUIT', waitMs: 5 * SECOND },
  { signal: 'SIGKILL', waitMs: 5 * SECOND },
];

/**
 * Ends a process, ours by birth or by record: climbs the steps until it is gone. A process that took the
 * number of an ended one is left alone. Resolves to the last signal sent, or undefined where none was needed.
 */
export const stopProcess = async (
  target: ProcessIdentity,
  steps: StopStep[],
): Promise<NodeJS.Signals | undefined> => {
  let last: NodeJS.Signals | undefined;
  for (const { signal, waitMs } of steps) {
    if (!isAlive(target)) return last;
    send(target.pid, signal);
    last = signal;
    const deadline = performance.now() + waitMs;
    while (isAlive(target) && performance.now() < deadline) await sleep(POLL_MS);
  }
  return last;
};

/** Kills what a stopped group leader left behind: a wrapper's children live in its group. */
export const killGroup = (leader: number): void => {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // ESRCH: nothing was left. EPERM, on macOS: only zombies were.
  }
};

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ESRCH') throw thrown;
  }
};

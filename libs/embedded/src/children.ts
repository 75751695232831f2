import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildEnd, type ChildSpec, type RunningChild, startChild } from './child.ts';
import { becomeReady } from './child-ready.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { killGroup, serviceSteps, stopProcess } from './stop-process.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long a stopping child may drain before it is killed; services drain for 15 s by default. */
export const STOP_DEADLINE_MS = 20 * SECOND;

export type ChildEvent =
  | { kind: 'started' | 'ready'; name: string; identity: ProcessIdentity }
  | { kind: 'ended'; name: string; end: ChildEnd; restartInMs: number | undefined };

export type ChildrenOptions = {
  /** The children outlive this process, which then supervises nothing. Excludes `restart`. */
  detach?: boolean;
  /** Start a child again that ended unasked, after a growing pause. */
  restart?: boolean;
  /** For each child, in milliseconds; default 60 s. */
  readyTimeoutMs?: number;
  /** Time to drain before a stopping child is killed, in milliseconds; default 20 s. */
  stopDeadlineMs?: number;
  /** Gives up the start; what runs already is stopped. */
  signal?: AbortSignal;
  onEvent?: (event: ChildEvent) => void;
};

export type Children = {
  /** Who runs now, by name. */
  running(): Record<string, ProcessIdentity>;
  /** SIGTERM wave by wave, then SIGKILL at the deadline; resolves when all have ended. */
  stop(): Promise<void>;
};

/**
 * Starts all children at once and resolves when every one is ready. When one ends or is late, all are
 * stopped and its `stack.service_failed` (or `stack.interrupted`) is thrown.
 */
export const startChildren = async (specs: ChildSpec[], options: ChildrenOptions = {}): Promise<Children> => {
  const giveUp = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, giveUp.signal]) : giveUp.signal;
  const supervised = specs.map((spec) => superviseChild(spec, options));
  const children: Children = {
    running: () =>
      Object.fromEntries(
        supervised.flatMap(({ spec, identity }) => {
          const found = identity();
          return found === undefined ? [] : [[spec.name, found]];
        }),
      ),
    stop: async () => {
      for (const wave of wavesOf(supervised)) await Promise.all(wave.map((child) => child.stop()));
    },
  };
  const starts = supervised.map((child) => child.start(signal));
  try {
    await Promise.all(starts);
    return children;
  } catch (thrown) {
    giveUp.abort();
    await Promise.allSettled(starts);
    await children.stop();
    throw thrown;
  }
};

/** Groups by `stopWave`, lowest first. */
export const wavesOf = <T extends { stopWave: number }>(items: T[]): T[][] => {
  const waves = [...new Set(items.map(({ stopWave }) => stopWave))].sort((a, b) => a - b);
  return waves.map((wave) => items.filter(({ stopWave }) => stopWave === wave));
};

/**
 * Half a second, doubled with every end in a row of a child that had not become ready, at most 30 s. One that
 * had worked is no crash loop, however soon it ended: waiting would only keep its jobs waiting.
 */
export const restartDelayMs = (unreadyEndsInARow: number): number =>
  Math.min(30 * SECOND, (SECOND / 2) * 2 ** unreadyEndsInARow);

/**
 * One child and its successors: `start` runs it and waits for readiness; from then on an end that nobody
 * asked for is reported, and answered by a restart where the options say so; `stop` ends it for good.
 */
const superviseChild = (spec: ChildSpec, options: ChildrenOptions) => {
  const stopping = new AbortController();
  let child: RunningChild | undefined;
  let watching: Promise<void> = Promise.resolve();

  const run = async (): Promise<RunningChild> => {
    child = await startChild(spec, options.detach ?? false);
    options.onEvent?.({ kind: 'started', name: spec.name, identity: child.identity });
    return child;
  };

  /** Resolves when it is ready; throws as `becomeReady`. */
  const awaitReady = async (started: RunningChild, signal: AbortSignal): Promise<void> => {
    await becomeReady(spec, started, { timeoutMs: options.readyTimeoutMs ?? MINUTE, signal });
    options.onEvent?.({ kind: 'ready', name: spec.name, identity: started.identity });
  };

  const watch = async (first: RunningChild): Promise<void> => {
    let current: RunningChild | undefined = first;
    let ready: Promise<boolean> = Promise.resolve(true);
    let unreadyEndsInARow = 0;
    while (!stopping.signal.aborted) {
      // A restart that could not even be run counts as one more end.
      const end = current === undefined ? { code: null, signal: null } : await current.ended;
      const wasReady = current !== undefined && (await ready);
      if (stopping.signal.aborted) return;
      unreadyEndsInARow = wasReady ? 0 : unreadyEndsInARow + 1;
      const restartInMs = options.restart ? restartDelayMs(unreadyEndsInARow) : undefined;
      options.onEvent?.({ kind: 'ended', name: spec.name, end, restartInMs });
      if (restartInMs === undefined) return;
      await sleep(restartInMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      current = await run().catch(() => undefined);
      if (current !== undefined) {
        ready = awaitReady(current, stopping.signal).then(
          () => true,
          () => false,
        );
      }
    }
  };

  const end = async (): Promise<void> => {
    if (child === undefined) return;
    await stopProcess(child.identity, serviceSteps(options.stopDeadlineMs ?? STOP_DEADLINE_MS));
    killGroup(child.identity.pid);
  };

  return {
    spec,
    stopWave: spec.stopWave ?? 0,
    identity: () => (child === undefined || child.hasEnded() ? undefined : child.identity),
    start: async (signal: AbortSignal): Promise<void> => {
      const started = await run();
      await awaitReady(started, signal);
      if (!options.detach) watching = watch(started);
    },
    stop: async (): Promise<void> => {
      stopping.abort();
      await end();
      await watching;
      // A restart may have been on its way when the first was ended.
      await end();
    },
  };
};

import type { Breaker } from '@rollcall/breaker';
import type { Hop, JobKey } from '@rollcall/pipeline';
import type { Slot } from '@rollcall/postgres';

/** A job as its handler sees it. `payload` is unchecked; the consumer's shell parses it. */
export type Job = {
  id: string;
  payload: unknown;
  /** This try, counted from 1. */
  attempt: number;
  /** Tries in all that the job has. */
  attempts: number;
};

/** What a handler answers. Only `retry` and `fail` spend an attempt. */
export type Handled =
  | { kind: 'done' }
  /**
   * Try again after `delayMs`, or the hop's own back-off without it, with `payload` in place of the old one
   * (what this try has cost). `code` is all that the queue keeps of the reason.
   */
  | { kind: 'retry'; code: string; delayMs?: number; payload?: object }
  /** Give up: the job goes to the failed set, where the sweep finds it. */
  | { kind: 'fail'; code: string }
  /** Not now: the job is delayed, no attempt is spent. */
  | { kind: 'later'; delayMs: number; payload?: object }
  /** Hand the job back at once: another replica takes it. */
  | { kind: 'hand-back' }
  /** Pause this queue's consumers (a model said 429), no attempt is spent. */
  | { kind: 'pause'; ms: number; payload?: object };

/** Aborted with the reason `shutdown` when the process drains, `lock-lost` when the job is no longer ours. */
export type Handler = (job: Job, signal: AbortSignal) => Promise<Handled>;

/** What a consumer does. Times are of `performance.now()`, in milliseconds. */
export type ConsumerWork = {
  /** Jobs taken since the start. */
  taken: number;
  /** When each job that is at work now was taken. */
  busySince: number[];
};

export type Consumer = {
  hop: Hop;
  /** True while the consumer means to take jobs; `work` says whether it does. */
  consuming(): boolean;
  work(): ConsumerWork;
  /**
   * Takes no more jobs and waits for those at work; at `deadlineMs` their signals are aborted, so that
   * they hand their jobs back. Resolves at the latest some seconds after that.
   */
  drain(deadlineMs: number): Promise<void>;
};

export type Counts = { waiting: number; active: number; delayed: number; failed: number };

/** Where a row's job stands. Failed jobs are not live: nobody will run them. `failed` may be left out beside a live one. */
export type Standing = { live: Hop | undefined; failed: Hop | undefined };

/**
 * The job queues, whichever server holds them. All methods throw `queue.*`; while the server is away its breaker
 * is open, and they fail at once. Consumers look for their server by themselves.
 */
export type Queue = {
  backend: 'redis' | 'postgres';
  breaker: Pick<Breaker, 'dependency' | 'state' | 'trips'>;
  /** Adds a job under its id; an add with a known id is ignored, which is what makes it safe to repeat. */
  add(key: JobKey, payload: unknown, options?: { priority?: number }): Promise<void>;
  /** True if one of these jobs exists in any state, finished ones included while they are kept. */
  has(...keys: JobKey[]): Promise<boolean>;
  consume(hop: Hop, handler: Handler, options: { concurrency: number }): Promise<Consumer>;
  /** Where the jobs of these rows and epochs stand, keyed by row id; queues are read in route order. */
  standing(rows: { rowId: string; epoch: number }[]): Promise<Map<string, Standing>>;
  /**
   * Removes the jobs of these rows and epochs that wait or are delayed, in the queues of `among` (all of them
   * where not named), and answers how many. Never a job at work, and never a finished or a failed one: their
   * ids are what makes a repeated `add` harmless.
   */
  discard(rows: { rowId: string; epoch: number }[], among?: readonly Hop[]): Promise<number>;
  counts(): Promise<Record<Hop, Counts>>;
  /**
   * The id of the job that stands first in line, if a consumer may take it now: undefined where none waits or
   * the hop is paused for a while (`Handled` `pause`). Cheap: asked every second.
   */
  next(hop: Hop): Promise<string | undefined>;
  /** Jobs of a hop that were finished since a moment within the last hour; Unix milliseconds. Read from an index. */
  finished(hop: Hop, sinceMs: number): Promise<number>;
  /** Resolves if the server answers. */
  ping(): Promise<void>;
  /**
   * Claims a slot of the connection budget for this process's pool on Postgres; on Redis there is nothing to claim.
   * Throws `budget.*`.
   */
  claim(options: { overBudget: boolean }): Promise<Slot>;
  /** Closes producers and connections; consumers are drained by their owner before. */
  close(): Promise<void>;
};

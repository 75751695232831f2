const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How a queue's jobs are retried and how long a worker may hold one. Times in milliseconds. */
export type RetryPolicy = {
  /** Tries in all, the first included. */
  attempts: number;
  /** First back-off; doubles with each try up to `maxBackoffMs`, with a jitter of half. */
  backoffMs: number;
  maxBackoffMs: number;
  /**
   * More than twice the longest block of the event loop. A killed worker's job comes back after this long
   * and one stalled interval, so it is not longer than it must be: docs/decisions/0003.
   */
  lockMs: number;
  /**
   * How long a job waits for a dependency whose breaker is open, besides its tries. Longer than a server takes to
   * restart; short enough that a dead one is told soon.
   */
  patienceMs: number;
};

// Five tries span some four to eight seconds: a dependency that restarts is back by then (docs/decisions/0007).
const usual: RetryPolicy = {
  attempts: 5,
  backoffMs: 500,
  maxBackoffMs: 8 * SECOND,
  lockMs: 30 * SECOND,
  patienceMs: 20 * SECOND,
};

/**
 * The way of a document, in order. Queue names, span names, ledger states, metrics, dashboards and
 * docs derive from this list; nothing else names a queue.
 */
export const route = [
  { hop: 'retrieve', service: 'retriever', queue: 'rollcall-retrieve', retry: usual },
  { hop: 'redact', service: 'redactor', queue: 'rollcall-redact', retry: usual },
  { hop: 'ground', service: 'grounder', queue: 'rollcall-ground', retry: usual },
  {
    hop: 'generate',
    service: 'model-proxy',
    queue: 'rollcall-generate',
    retry: { ...usual, backoffMs: 1 * SECOND },
    rounds: 2,
  },
  // An answer that the sources do not bear out may be asked for a second time, where the treatment says so.
  {
    hop: 'verify',
    service: 'grounder',
    queue: 'rollcall-verify',
    retry: usual,
    rounds: 2,
    backTo: 'generate',
  },
  {
    hop: 'settle',
    service: 'gateway',
    queue: 'rollcall-settle',
    // Settle has its own rule: an infrastructure error is retried until the row's own deadline closes it.
    retry: { ...usual, attempts: 60, maxBackoffMs: 15 * SECOND, patienceMs: 15 * MINUTE },
  },
] as const satisfies readonly {
  hop: string;
  service: string;
  queue: string;
  retry: RetryPolicy;
  /** Times that a document may pass the hop in one epoch; once where left out. Each has a job id of its own. */
  rounds?: number;
  /** The hop that the next round begins with. */
  backTo?: string;
}[];

export type Hop = (typeof route)[number]['hop'];
export type RouteStep = (typeof route)[number];

/** The hops in the order in which a document passes them. */
export const hops = route.map((step) => step.hop) as readonly Hop[];

const steps = new Map<Hop, RouteStep>(route.map((step) => [step.hop, step]));

/** Queue, service and retry policy of a hop. */
export const stepOf = (hop: Hop): RouteStep => steps.get(hop) as RouteStep;

/** True for a string that names a hop. */
export const isHop = (value: unknown): value is Hop => steps.has(value as Hop);

/** One retry back-off in milliseconds: exponential, capped, half of it random. `attempt` counts from 1. */
export const backoffMs = (
  policy: RetryPolicy,
  attempt: number,
  random: () => number = Math.random,
): number => {
  const full = Math.min(policy.maxBackoffMs, policy.backoffMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random());
};

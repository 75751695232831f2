import { activeTraceId, detached, type Log } from '@rollcall/telemetry';

/** A place in the code and how many connections it has kept over their time. */
export type Leak = { site: string; count: number };

export type LeakWatch = {
  /**
   * A connection is about to be borrowed; call the answer when it is back. `onLeak` is called with the place
   * that borrowed it, at most once. Where no `site` is given the stack of this call names it.
   */
  lend(options?: { site?: string; onLeak?: (site: string) => void }): () => void;
  /** What was kept too long since the start, by the place that borrowed it; returned late counts too. */
  leaks(): Leak[];
};

export type LeakWatchOptions = {
  /** A connection that is borrowed for longer than this is reported; milliseconds. */
  afterMs: number;
  log: Log;
};

/** A connection that is out. */
type Lent = {
  /** On `performance.now()`'s clock. */
  overAt: number;
  /** The place that borrowed it, or the stack that tells. */
  borrowed: Error | string;
  /** The trace that it was borrowed in. */
  traceId: string | undefined;
  onLeak: ((site: string) => void) | undefined;
};

/** Most places that are told apart; the rest is counted as one, so that a metric stays small. */
const mostSites = 50;

/**
 * Watches borrowed connections: one that is over its time is logged and counted with the place that
 * borrowed it, once. The stack is taken when the connection is lent (some 50 microseconds) and only put into
 * words when it is over its time.
 */
export const createLeakWatch = (options: LeakWatchOptions): LeakWatch => {
  const counts = new Map<string, number>();

  const report = ({ borrowed, traceId, onLeak }: Lent): void => {
    const site = typeof borrowed === 'string' ? borrowed : callSite(borrowed);
    const key = counts.has(site) || counts.size < mostSites ? site : 'others';
    counts.set(key, (counts.get(key) ?? 0) + 1);
    options.log.warn('postgres connection borrowed for too long', {
      site,
      traceId,
      afterMs: options.afterMs,
    });
    onLeak?.(site);
  };

  /** In the order in which they are over their time: it is the same for all. */
  const lent = new Set<Lent>();
  let timer: NodeJS.Timeout | undefined;

  // One timer for all of them: a timer for each query costs more than the rest of the watch.
  const wait = (ms: number): void => {
    // It is nobody's: whose trace it would be in is only who came first.
    timer = detached(() => setTimeout(look, ms)).unref();
  };
  const look = (): void => {
    timer = undefined;
    for (const one of lent) {
      const leftMs = one.overAt - performance.now();
      if (leftMs > 0) {
        wait(Math.ceil(leftMs));
        return;
      }
      lent.delete(one);
      report(one);
    }
  };

  return {
    lend: ({ site, onLeak } = {}) => {
      const one = {
        overAt: performance.now() + options.afterMs,
        borrowed: site ?? new Error('borrowed here'),
        traceId: activeTraceId(),
        onLeak,
      };
      lent.add(one);
      if (timer === undefined) wait(options.afterMs);
      return () => lent.delete(one);
    },
    leaks: () => [...counts].map(([site, count]) => ({ site, count })),
  };
};

const ours = /libs\/postgres\/src\/|node:internal|node_modules/;

/**
 * The first frame outside this library, as `path:line` from the repository's root on, e.g.
 * `apps/retriever/src/find-passages.ts:74`; `unknown` where the stack does not go that far.
 */
export const callSite = (error: Error): string => {
  const frame = error.stack
    ?.split('\n')
    .slice(1)
    .find((line) => !ours.test(line));
  const place = /\(?((?:file:\/\/)?\/[^()]+?:\d+):\d+\)?$/.exec(frame ?? '')?.[1];
  return place?.replace(/^.*?((?:apps|libs|bench|tests|tools)\/)/, '$1') ?? 'unknown';
};

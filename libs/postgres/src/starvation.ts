/** What a pool looks like at one moment. `full`: every connection that it may hold is borrowed. */
export type Hunger = {
  nowMs: number;
  full: boolean;
  /** Since when callers have asked without one being served; undefined where nobody waits. */
  unservedSinceMs: number | undefined;
};

/**
 * How long callers have gone unserved, in milliseconds; 0 while that is within the acquire time-out, which a
 * burst of slow queries may use up. Callers that gave up count too: a pool that serves nobody does not
 * recover by being asked less.
 */
export const starvedForMs = ({ nowMs, full, unservedSinceMs }: Hunger, acquireTimeoutMs: number): number => {
  if (!full || unservedSinceMs === undefined) return 0;
  const unserved = nowMs - unservedSinceMs;
  return unserved > acquireTimeoutMs ? unserved : 0;
};

export type StarvationWatch = {
  /** A caller asks for a connection. */
  asked(): void;
  /** One caller was served; `waiting` others still stand in line. */
  served(waiting: number): void;
  starvedForMs(): number;
};

/** Keeps the one date that the question needs. The clock never jumps: it is `performance.now()`. */
export const createStarvationWatch = (options: {
  acquireTimeoutMs: number;
  isFull: () => boolean;
}): StarvationWatch => {
  let unservedSinceMs: number | undefined;
  return {
    asked: () => {
      // Where a connection is free the caller is served at once, or fails for another reason.
      if (unservedSinceMs === undefined || !options.isFull()) unservedSinceMs = performance.now();
    },
    served: (waiting) => {
      unservedSinceMs = waiting > 0 ? performance.now() : undefined;
    },
    starvedForMs: () =>
      starvedForMs(
        { nowMs: performance.now(), full: options.isFull(), unservedSinceMs },
        options.acquireTimeoutMs,
      ),
  };
};

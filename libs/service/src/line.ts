import { Failure } from '@rollcall/failures';

/** What a refused caller is told to wait, in seconds: a full line moves on within some. */
const retryAfterSeconds = 5;

export type Line = {
  /**
   * Does `work` when its turn comes, and tells it how long it stood in line. Rejects with `service.overloaded`
   * where the line is full, and with `deadline.exceeded` where `gone` was aborted before the turn came.
   */
  pass<T>(work: (waitedMs: number) => Promise<T>, gone: AbortSignal): Promise<T>;
};

/**
 * First come, first served, `atOnce` at a time. Without it a burst of callers stands in the pool's own queue,
 * where each waits for five seconds only, and where settling and sweeping stand behind all of them.
 */
export const createLine = ({ atOnce, most }: { atOnce: number; most: number }): Line => {
  const standing: (() => void)[] = [];
  let inside = 0;

  const turn = (): Promise<void> => {
    if (inside < atOnce) {
      inside += 1;
      return Promise.resolve();
    }
    if (standing.length >= most) throw new Failure('service.overloaded', { details: { retryAfterSeconds } });
    return new Promise((resolve) => standing.push(resolve));
  };

  /** Whoever leaves hands the place to the next one, so that nobody slips in between. */
  const leave = (): void => {
    const next = standing.shift();
    if (next) next();
    else inside -= 1;
  };

  return {
    pass: async (work, gone) => {
      const came = performance.now();
      await turn();
      try {
        if (gone.aborted) throw new Failure('deadline.exceeded');
        return await work(Math.round(performance.now() - came));
      } finally {
        leave();
      }
    },
  };
};

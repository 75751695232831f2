import { Failure } from '@rollcall/failures';

/** What a refused caller is told to wait, in seconds: a full line moves on within some. */
const retryAfterSeconds = 5;

export type Line = {
  /**
   * Does `work` when its turn comes, and tells it how long it stood in line, in milliseconds. Rejects with
   * `service.overloaded` where the line is full, and with `deadline.exceeded` as soon as `gone` is aborted before the
   * turn came.
   */
  pass<T>(work: (waitedMs: number) => Promise<T>, gone: AbortSignal): Promise<T>;
};

/**
 * First come, first served, `atOnce` at a time. Without it a burst stands in the pool's own queue, where each waits
 * for five seconds only and once for each of its statements, and where whatever else needs the pool stands behind
 * all of them.
 *
 * @param most callers that may stand in line; no limit where left out
 */
export const createLine = ({
  atOnce,
  most = Number.POSITIVE_INFINITY,
}: {
  atOnce: number;
  most?: number;
}): Line => {
  /** In the order in which they came. */
  const standing = new Set<() => void>();
  let inside = 0;

  const turn = (gone: AbortSignal): Promise<void> => {
    if (gone.aborted) throw new Failure('deadline.exceeded');
    if (inside < atOnce) {
      inside += 1;
      return Promise.resolve();
    }
    if (standing.size >= most) throw new Failure('service.overloaded', { details: { retryAfterSeconds } });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      standing.delete(begin);
      reject(new Failure('deadline.exceeded'));
    };
    const begin = (): void => {
      gone.removeEventListener('abort', leave);
      resolve();
    };
    gone.addEventListener('abort', leave, { once: true });
    standing.add(begin);
    return promise;
  };

  /** Whoever is done hands the place to the next one, so that nobody slips in between. */
  const handOn = (): void => {
    for (const begin of standing) {
      standing.delete(begin);
      begin();
      return;
    }
    inside -= 1;
  };

  return {
    pass: async (work, gone) => {
      const came = performance.now();
      await turn(gone);
      try {
        return await work(Math.round(performance.now() - came));
      } finally {
        handOn();
      }
    },
  };
};

/** A bound on work that is done at once; the others stand in line. */
export type Places = {
  /** Runs `work` with a place in hand. Throws `signal.reason` where it is aborted before there is one. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
};

/** So many places. */
export const createPlaces = (most: number): Places => {
  let free = most;
  const line = new Set<() => void>();

  const enter = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        line.delete(called);
        reject(signal.reason);
      };
      const called = (): void => {
        line.delete(called);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      line.add(called);
      signal.addEventListener('abort', leave, { once: true });
    });
  };

  const give = (): void => {
    const [next] = line;
    if (next === undefined) free += 1;
    else next();
  };

  return {
    run: async (signal, work) => {
      await enter(signal);
      try {
        return await work();
      } finally {
        give();
      }
    },
  };
};

export type ConcurrencyLimit = {
  /** Runs `work` when a place is free, in the order of asking. Throws the signal's reason if it is aborted first. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
};

/** At most `places` works at once; the others wait in line. */
export const concurrencyLimit = (places: number): ConcurrencyLimit => {
  let free = places;
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

  /** The place goes straight to the next in line, so that nobody who comes later can take it. */
  const exit = (): void => {
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
        exit();
      }
    },
  };
};

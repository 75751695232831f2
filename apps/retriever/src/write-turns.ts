/** Lets writers in: those of one collection one after the other, and few of all. */
export type WriteTurns = {
  /** Runs `write` when it is this writer's turn. A collection is known by any key of its own. */
  take<T>(collection: string, write: () => Promise<T>): Promise<T>;
};

/**
 * Writers of a collection wait for each other in Postgres, by a lock, and each would hold a connection of the
 * pool while it waits: a few of them, and no lookup gets one. Here they wait before they take one. Turns go in
 * the order of arrival, but for a writer whose collection is being written.
 *
 * @param atOnce most writers at the same time, of different collections
 */
export const createWriteTurns = (atOnce: number): WriteTurns => {
  const writing = new Set<string>();
  const waiting: { collection: string; begin: () => void }[] = [];

  const mayWrite = (collection: string): boolean => writing.size < atOnce && !writing.has(collection);

  const beginNext = (): void => {
    const next = waiting.findIndex(({ collection }) => mayWrite(collection));
    if (next === -1) return;
    for (const { collection, begin } of waiting.splice(next, 1)) {
      writing.add(collection);
      begin();
    }
  };

  const turn = (collection: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push({ collection, begin: resolve });
    beginNext();
    return promise;
  };

  return {
    take: async (collection, write) => {
      await turn(collection);
      try {
        return await write();
      } finally {
        writing.delete(collection);
        beginNext();
      }
    },
  };
};

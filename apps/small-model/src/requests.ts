/** What came in: how much, how often each, and the bodies where they are recorded. */
export type Requests = {
  /** Counts a request and answers how often this very one has come, from 1. */
  receive(key: string, body: unknown): number;
  received(): number;
  /** The latest bodies, oldest first; empty where recording is off. */
  bodies(): unknown[];
  /** Forgets everything. */
  clear(): void;
};

/** Distinct requests whose repetitions are counted; past it the oldest is forgotten. */
const remembered = 10_000;

/** `keepBodies` is the size of the ring of recorded bodies; 0 records none. */
export const createRequests = (keepBodies: number): Requests => {
  const seen = new Map<string, number>();
  let ring: unknown[] = [];
  let count = 0;
  return {
    receive: (key, body) => {
      count += 1;
      const nth = (seen.get(key) ?? 0) + 1;
      seen.delete(key);
      seen.set(key, nth);
      if (seen.size > remembered) seen.delete(seen.keys().next().value as string);
      if (keepBodies > 0) {
        ring.push(body);
        if (ring.length > keepBodies) ring.shift();
      }
      return nth;
    },
    received: () => count,
    bodies: () => [...ring],
    clear: () => {
      seen.clear();
      ring = [];
      count = 0;
    },
  };
};

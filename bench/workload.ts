import { randomBytes } from 'node:crypto';

/** Documents that are measured, and those that go the same way before them: processes start cold. */
export type Load = { documents: number; warmUp: number };

/** What one document carries from hop to hop, in bytes: a question and five masked passages are as much. */
export const payloadBytes = 6 * 1024;

/** Jobs at once in each process: the services' default. */
export const concurrency = 8;

/** Adds under way at once: as `rollcall run` does. */
const addsAtOnce = 4;

/** A run that has not ended by then is counted as it stands. */
export const patienceMs = 180_000;

/** A payload's ballast: random printable text, which no compression shortens in the database's favour. */
export const ballast = (): string => randomBytes((payloadBytes * 3) / 4).toString('base64');

/** Runs `add` for every item, a few at once, in order. */
export const addAll = async <T>(items: T[], add: (item: T) => Promise<unknown>): Promise<void> => {
  const waiting = [...items];
  const one = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await add(item);
  };
  await Promise.all(Array.from({ length: addsAtOnce }, one));
};

/** Resolves with the promise, or after `ms`. */
export const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
};

import { failureFields, type Log } from '@rollcall/telemetry';
import type { Held } from './take-back.ts';

const SECOND = 1000;

/** Two looks this far apart: a job whose end is just being written is no longer held at the second one. */
const betweenLooksMs = 2 * SECOND;
/** The server may still be away when the first error tells of it. */
const mostLooks = 30;

/** Held under this consumer's name and not at work here, both now and at the look before. */
export const forsaken = (before: Held[], now: Held[], atWork: ReadonlySet<string>): Held[] =>
  now.filter(
    ({ id, token }) => !atWork.has(id) && before.some((held) => held.id === id && held.token === token),
  );

export type ForsakenParts = {
  held(): Promise<Held[]>;
  /** Ids of the jobs that a handler is at. */
  atWork(): ReadonlySet<string>;
  putBack(held: Held[]): Promise<unknown>;
  log: Log;
};

/**
 * After a connection to the queue's server was lost: finds the jobs that this consumer holds and nobody works
 * on any more, because their end could not be written, and puts them back. Without it they wait until their locks
 * have run out. A job whose end is written late all the same only runs again: what it adds has known ids.
 *
 * `suspect` starts the looking, and is cheap while it goes on; `stop` ends it.
 */
export const watchForsaken = (parts: ForsakenParts): { suspect(): void; stop(): void } => {
  const ending = new AbortController();
  let looking = false;

  const look = async (): Promise<void> => {
    let before: Held[] = [];
    for (let looks = 0; looks < mostLooks && !ending.signal.aborted; looks += 1) {
      await new Promise((resolve) => setTimeout(resolve, betweenLooksMs).unref());
      const now = await parts.held().catch(() => undefined);
      if (now === undefined) continue;
      const lost = forsaken(before, now, parts.atWork());
      if (lost.length > 0) await parts.putBack(lost);
      before = now.filter(({ id }) => !parts.atWork().has(id));
      // Nothing was found at a look that could have found something: the server is back, and so are the jobs.
      if (looks > 0 && before.length === 0) return;
    }
  };

  return {
    suspect: () => {
      if (looking || ending.signal.aborted) return;
      looking = true;
      void look()
        .catch((thrown) => parts.log.warn('could not look for forsaken jobs', failureFields(thrown)))
        .finally(() => {
          looking = false;
        });
    },
    stop: () => ending.abort(),
  };
};

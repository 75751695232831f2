import type { Database } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import { deleteExpired, deleteExpiredScopes, type KeyRing, resealEntries } from '@rollcall/vault';

const MINUTE = 60_000;
const batch = 1000;
/** Entries of one transaction: each is decrypted and encrypted again. */
const resealed = 100;

export type Expiry = { db: Database; ring: KeyRing; log: Log; everyMs?: number };

/**
 * Deletes masked values and scopes whose time is over, at once and every ten minutes, and seals what an earlier
 * key of the ring has sealed again with the current one, so that the earlier key can leave the ring. The answer stops it and waits
 * for a deletion that is under way. A failure is logged and the next turn tries again: an expired value is
 * not given out meanwhile, since reading looks at the time too.
 */
export const expireVault = ({ db, ring, log, everyMs = 10 * MINUTE }: Expiry): (() => Promise<void>) => {
  let stopped = false;
  let underWay: Promise<void> = Promise.resolve();
  const turn = async (): Promise<void> => {
    try {
      while (!stopped && (await deleteExpired(db, batch)) === batch);
      while (!stopped && (await deleteExpiredScopes(db, batch)) === batch);
      while (!stopped && (await resealEntries(db, ring, resealed)) === resealed);
    } catch (thrown) {
      log.warn('vault not swept', failureFields(thrown));
    }
  };
  const begin = (): void => {
    underWay = underWay.then(turn);
  };
  begin();
  const timer = setInterval(begin, everyMs);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await underWay;
  };
};

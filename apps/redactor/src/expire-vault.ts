import type { Database } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import { deleteExpired } from '@rollcall/vault';

const MINUTE = 60_000;
const batch = 1000;

export type Expiry = { db: Database; log: Log; everyMs?: number };

/**
 * Deletes masked values whose time is over, at once and every ten minutes. The answer stops it and waits
 * for a deletion that is under way. A failure is logged and the next turn tries again: an expired value is
 * not given out meanwhile, since reading looks at the time too.
 */
export const expireVault = ({ db, log, everyMs = 10 * MINUTE }: Expiry): (() => Promise<void>) => {
  let stopped = false;
  let underWay: Promise<void> = Promise.resolve();
  const turn = async (): Promise<void> => {
    try {
      while (!stopped && (await deleteExpired(db, batch)) === batch);
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

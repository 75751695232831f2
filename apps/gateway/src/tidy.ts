import type { Database } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import { deleteExpired } from '@rollcall/vault';

const MINUTE = 60_000;

/** Deletes expired vault entries now and every ten minutes; the answer stops it. */
export const keepVaultTidy = (db: Database, log: Log): (() => Promise<void>) => {
  let running: Promise<unknown> = Promise.resolve();
  const turn = () => {
    running = deleteExpired(db).catch((thrown) => log.warn('vault tidy failed', failureFields(thrown)));
  };
  turn();
  const timer = setInterval(turn, 10 * MINUTE);
  return async () => {
    clearInterval(timer);
    await running;
  };
};

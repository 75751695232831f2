import type { Database } from '@rollcall/postgres';
import { until } from './until.ts';

/** Throws where a connection of the pool is still borrowed: a test that leaks fails. */
export const assertNothingBorrowed = (db: Database): Promise<void> =>
  until('every connection is back in the pool', () => db.stats().idle === db.stats().total, 2000);

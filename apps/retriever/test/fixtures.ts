import type { Database } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { readDocument } from '../src/document.ts';
import type { Search } from '../src/find-passages.ts';
import { createCatchUp } from '../src/index/catch-up.ts';
import { createSnapshots } from '../src/index/snapshots.ts';

const MIB = 1024 * 1024;
const log = createLog('test', 'silent');

/** Searches collections in memory, as a retriever does. */
export const searchInMemory = (db: Database, budgetBytes = 64 * MIB) => ({
  lend: db.as,
  snapshots: createSnapshots({ budgetBytes, log }),
  catchUp: createCatchUp({ db, log }),
});

/** Searches them in Postgres, as a retriever does with a collection that is over its budget. */
export const searchInPostgres = (db: Database): Search => ({ lend: db.as });

export const tenantId = '00000000-0000-4000-8000-000000000001';

/** Documents as they are stored; `id` -> text, or title and text. */
export const documents = (
  texts: Record<string, string | { title?: string; text: string; metadata?: object }>,
) =>
  Object.entries(texts).map(([id, given]) =>
    readDocument({ id, ...(typeof given === 'string' ? { text: given } : given) }),
  );

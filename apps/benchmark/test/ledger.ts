import { close } from '@rollcall/ledger';
import { type Database, openDatabase } from '@rollcall/postgres';
import { openQueue, type Queue } from '@rollcall/queue';
import { defaultTenantId } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase } from '@rollcall/testing';
import type { Dataset, TestDocument } from '../src/dataset/read-dataset.ts';
import type { RunSettings } from '../src/run/open-run.ts';

export type Ledger = { db: Database; queue: Queue; stop(): Promise<void> };

/** A database and queues of one's own. */
export const startLedger = async (): Promise<Ledger> => {
  const database = await createTestDatabase();
  const log = createLog('test', 'silent');
  const db = openDatabase({ url: database.url, service: 'test', max: 6, log });
  const queue = openQueue({ url: database.url, service: 'test', consumers: 1, log });
  return {
    db,
    queue,
    stop: async () => {
      await queue.close();
      await db.close();
      await database.drop();
    },
  };
};

/** So many documents: `d0`, `d1`, ... */
export const datasetOf = (documents: number, change: Partial<TestDocument> = {}): Dataset => ({
  name: 'set',
  sha256: 'f'.repeat(64),
  documents: Array.from({ length: documents }, (_, index) => ({
    id: `d${index}`,
    title: undefined,
    text: 'One.',
    question: 'Who?',
    answers: ['One'],
    answerable: true,
    planted: [],
    ...change,
  })),
});

export const settings: RunSettings = {
  tenantId: defaultTenantId,
  collection: 'c',
  params: {},
  model: 'm',
  endpoint: undefined,
  judge: undefined,
  k: 5,
  workDeadlineMs: 60_000,
};

/** Rows as they are enqueued for the first time. */
export const newRows = (rowIds: string[]) =>
  rowIds.map((rowId) => ({ rowId, epoch: 1, traceparent: undefined }));

/** Closes a row as answered. */
export const answer = (db: Database, rowId: string): Promise<boolean> =>
  close(db, { rowId, epoch: 1, status: 'answered', answer: 'One' });

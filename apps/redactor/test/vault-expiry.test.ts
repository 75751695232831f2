import { randomBytes, randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { countByKey, parseKeyRing, putEntries } from '@rollcall/vault';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expireVault } from '../src/expire-vault.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 2 });
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const setting = `test:${randomBytes(32).toString('base64')}`;
const ring = parseKeyRing(setting);
const put = (ttlMs: number) =>
  putEntries(db, ring, { tenant: randomUUID(), rowId: randomUUID(), epoch: 1, entries: [], ttlMs });
const count = async (): Promise<number> => {
  const { rows } = await db.query<{ n: number }>({
    name: 'test.count',
    text: 'SELECT count(*)::int AS n FROM rollcall.vault',
  });
  return rows[0]!.n;
};
const warnings: string[] = [];
const ignore = (): void => {};
const log = {
  debug: ignore,
  info: ignore,
  error: ignore,
  warn: (event: string) => void warnings.push(event),
};

describe('the vault’s sweep', () => {
  it('deletes what is over, now and later, and nothing else', async () => {
    await put(0);
    await put(60_000);
    const stop = expireVault({ db, ring, log, everyMs: 20 });
    await until('the first sweep', async () => (await count()) === 1, 5000);
    await put(0);
    await until('a later sweep', async () => (await count()) === 1, 5000);
    await stop();
    await put(0);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await count()).toBe(2);
  });

  it('seals what an earlier key sealed again', async () => {
    await put(60_000);
    const rotated = parseKeyRing(`next:${randomBytes(32).toString('base64')},${setting}`);
    const stop = expireVault({ db, ring: rotated, log, everyMs: 20 });
    await until(
      'everything is of the new key',
      async () => (await countByKey(db)).every(({ keyId }) => keyId === 'next'),
      5000,
    );
    await stop();
  });

  it('goes on after a failure, and says that there was one', async () => {
    let broken = true;
    let swept = 0;
    const failing: Database = {
      ...db,
      query: (statement) => {
        if (broken) return Promise.reject(new Error('away'));
        swept += 1;
        return db.query(statement);
      },
    };
    const stop = expireVault({ db: failing, ring, log, everyMs: 20 });
    await until('the failure is logged', () => warnings.includes('vault not swept'), 5000);
    broken = false;
    await until('a sweep that works', () => swept > 0, 5000);
    await stop();
  });
});

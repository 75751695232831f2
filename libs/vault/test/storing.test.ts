import { randomBytes, randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deleteEntries, deleteExpired, parseKeyRing, putEntries, readEntries } from '../src/index.ts';

const ring = parseKeyRing(`one:${randomBytes(32).toString('base64')}`);
const entries = [{ placeholder: '<PERSON_1>', type: 'PERSON', original: 'Ada Lovelace' }];

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

const newBinding = () => ({ tenant: randomUUID(), rowId: randomUUID(), epoch: 1 });
const missing = expect.objectContaining({ code: 'settle.vault_missing' });
const unreadable = expect.objectContaining({ code: 'settle.vault_unreadable' });

describe('a row’s values in the vault', () => {
  it('are read as they were put, and stand in the table encrypted', async () => {
    const binding = newBinding();
    await putEntries(db, ring, { ...binding, entries, ttlMs: 60_000 });
    expect(await readEntries(db, ring, binding)).toEqual(entries);
    const { rows } = await db.query<{ whole: string }>({
      name: 'test.vault',
      text: `SELECT encode(ciphertext, 'escape') || v::text AS whole FROM rollcall.vault v WHERE row_id = $1`,
      values: [binding.rowId],
    });
    expect(rows[0]?.whole).not.toMatch(/Ada|Lovelace|PERSON/);
  });

  it('are replaced by a second put of the same epoch', async () => {
    const binding = newBinding();
    await putEntries(db, ring, { ...binding, entries, ttlMs: 60_000 });
    await putEntries(db, ring, { ...binding, entries: [], ttlMs: 60_000 });
    expect(await readEntries(db, ring, binding)).toEqual([]);
  });

  it('of one epoch are not those of another', async () => {
    const binding = newBinding();
    await putEntries(db, ring, { ...binding, entries, ttlMs: 60_000 });
    await expect(readEntries(db, ring, { ...binding, epoch: 2 })).rejects.toEqual(missing);
  });

  it('do not open for another tenant or another key', async () => {
    const binding = newBinding();
    await putEntries(db, ring, { ...binding, entries, ttlMs: 60_000 });
    await expect(readEntries(db, ring, { ...binding, tenant: randomUUID() })).rejects.toEqual(unreadable);
    const other = parseKeyRing(`one:${randomBytes(32).toString('base64')}`);
    await expect(readEntries(db, other, binding)).rejects.toEqual(unreadable);
  });

  it('do not open in another row’s place', async () => {
    const [mine, theirs] = [newBinding(), newBinding()];
    await putEntries(db, ring, { ...mine, entries, ttlMs: 60_000 });
    await db.query({
      name: 'test.move',
      text: 'UPDATE rollcall.vault SET row_id = $2 WHERE row_id = $1',
      values: [mine.rowId, theirs.rowId],
    });
    await expect(readEntries(db, ring, { ...theirs, tenant: mine.tenant })).rejects.toEqual(unreadable);
  });

  it('are gone once deleted, of every epoch', async () => {
    const binding = newBinding();
    for (const epoch of [1, 2]) await putEntries(db, ring, { ...binding, epoch, entries, ttlMs: 60_000 });
    await deleteEntries(db, binding.rowId);
    for (const epoch of [1, 2]) {
      await expect(readEntries(db, ring, { ...binding, epoch })).rejects.toEqual(missing);
    }
  });
});

describe('values whose time is over', () => {
  it('are not given out, even before they are deleted; deleting takes them in bounded steps', async () => {
    const old = [newBinding(), newBinding(), newBinding()];
    const young = newBinding();
    for (const binding of old) await putEntries(db, ring, { ...binding, entries, ttlMs: 0 });
    await putEntries(db, ring, { ...young, entries, ttlMs: 60_000 });
    await expect(readEntries(db, ring, old[0]!)).rejects.toEqual(missing);
    expect(await deleteExpired(db, 2)).toBe(2);
    expect(await deleteExpired(db, 2)).toBe(1);
    expect(await deleteExpired(db, 2)).toBe(0);
    expect(await readEntries(db, ring, young)).toEqual(entries);
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  countByKey,
  forget,
  numberInScope,
  parseKeyRing,
  putEntries,
  readEntries,
  resealEntries,
} from '../src/index.ts';

const one = `one:${randomBytes(32).toString('base64')}`;
const two = `two:${randomBytes(32).toString('base64')}`;
const ring = parseKeyRing(one);
const rotated = parseKeyRing(`${two},${one}`);
const entries = [{ placeholder: '<PERSON_1>', type: 'PERSON', original: 'Ada Lovelace', beside: '<' }];

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 4 });
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

type Owner = { tenant?: string; collection?: string; documents?: string[]; ttlMs?: number };

const put = async (owner: Owner = {}) => {
  const binding = { tenant: owner.tenant ?? randomUUID(), rowId: randomUUID(), epoch: 1 };
  await putEntries(db, ring, { ttlMs: 60_000, ...owner, ...binding, entries });
  return binding;
};
const isThere = async (binding: { tenant: string; rowId: string; epoch: number }): Promise<boolean> =>
  readEntries(db, rotated, binding).then(
    (read) => read.length === 1,
    () => false,
  );

describe('forgetting masked values', () => {
  it('takes those of one row, and not another tenant’s', async () => {
    const [mine, other] = [await put(), await put()];
    expect(await forget(db, { tenantId: other.tenant, rowId: mine.rowId })).toBe(0);
    expect(await forget(db, { tenantId: mine.tenant, rowId: mine.rowId })).toBe(1);
    expect([await isThere(mine), await isThere(other)]).toEqual([false, true]);
  });

  it('takes those of every row that a document’s passages were masked for', async () => {
    const tenant = randomUUID();
    const [first, second] = [randomUUID(), randomUUID()];
    const rows = [
      await put({ tenant, documents: [first] }),
      await put({ tenant, documents: [second, first] }),
      await put({ tenant, documents: [second] }),
      await put({ documents: [first] }),
    ];
    expect(await forget(db, { tenantId: tenant, documentId: first })).toBe(2);
    expect(await Promise.all(rows.map(isThere))).toEqual([false, false, true, true]);
  });

  it('takes those of a collection, or all of a tenant with the numbers of its scopes', async () => {
    const tenant = randomUUID();
    const rows = [
      await put({ tenant, collection: 'staff' }),
      await put({ tenant, collection: 'public' }),
      await put({ collection: 'staff' }),
    ];
    const scope = { tenant, kind: 'run' as const, id: 'r' };
    const value = [{ type: 'PERSON', identity: 'ada' }];
    await numberInScope(db, ring, { scope, values: value, taken: new Set(), ttlMs: 60_000 });
    expect(await forget(db, { tenantId: tenant, collection: 'staff' })).toBe(1);
    expect(await Promise.all(rows.map(isThere))).toEqual([false, true, true]);
    expect(await forget(db, { tenantId: tenant })).toBe(1);
    expect(await Promise.all(rows.map(isThere))).toEqual([false, false, true]);
    const { rows: scopes } = await db.query<{ left: number }>({
      name: 'test.scopes_left',
      text: `SELECT count(*)::int AS left FROM rollcall.placeholder_scopes WHERE tenant_id = $1`,
      values: [tenant],
    });
    expect(scopes).toEqual([{ left: 0 }]);
  });
});

describe('rotating the key', () => {
  it('seals what an earlier key sealed again, in bounded steps, until that key can leave', async () => {
    await db.query({ name: 'test.empty', text: 'DELETE FROM rollcall.vault' });
    const rows = [await put(), await put(), await put()];
    expect(await countByKey(db)).toEqual([{ keyId: 'one', entries: 3 }]);
    expect(await resealEntries(db, ring)).toBe(0);
    expect(await resealEntries(db, rotated, 2)).toBe(2);
    expect(await resealEntries(db, rotated, 2)).toBe(1);
    expect(await resealEntries(db, rotated, 2)).toBe(0);
    expect(await countByKey(db)).toEqual([{ keyId: 'two', entries: 3 }]);
    for (const row of rows) expect(await readEntries(db, parseKeyRing(two), row)).toEqual(entries);
  });

  it('leaves what a key outside the ring sealed', async () => {
    const row = await put();
    expect(await resealEntries(db, parseKeyRing(two))).toBe(0);
    expect(await readEntries(db, ring, row)).toEqual(entries);
  });
});

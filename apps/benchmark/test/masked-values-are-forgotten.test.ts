import { randomBytes, randomUUID } from 'node:crypto';
import {
  builtInPlan,
  derivedPassword,
  dropRoles,
  ensureRoles,
  openDatabase,
  roleName,
  roleUrl,
} from '@rollcall/postgres';
import { defaultTenantId } from '@rollcall/service';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { parseKeyRing, putEntries } from '@rollcall/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type VaultDeleteOptions, vaultDelete, vaultKeys } from '../src/commands/vault.ts';
import { readConfig } from '../src/config.ts';

const prefix = `test_${randomBytes(4).toString('hex')}`;
const ring = parseKeyRing(`k1:${randomBytes(32).toString('base64')}`);
const plan = builtInPlan();
const passwordOf = (role: string): string => derivedPassword('a secret of this test', role);

let database: TestDatabase;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await ensureRoles(database.url, plan, { prefix, passwordOf, pools: ['data'] });
  const role = roleName({ service: 'benchmark', pool: 'data' }, prefix);
  // The command's own role: it may delete what it cannot read.
  url = roleUrl(database.url, role, passwordOf(role));
});
afterAll(async () => {
  await dropRoles(database.url, plan, prefix);
  await database.drop();
});

const asOwner = async <T>(work: (db: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> => {
  const db = openDatabase({ url: database.url, service: 'test', max: 1 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
};

const put = (of: { collection?: string; documents?: string[] } = {}): Promise<string> =>
  asOwner(async (db) => {
    const rowId = randomUUID();
    const entries = [{ placeholder: '<PERSON_1>', type: 'PERSON', original: 'Ada' }];
    await putEntries(db, ring, { tenant: defaultTenantId, rowId, epoch: 1, entries, ttlMs: 60_000, ...of });
    return rowId;
  });

const storeDocument = (): Promise<string> =>
  asOwner(async (db) => {
    const { rows } = await db.query<{ id: string }>({
      name: 'test.document',
      text: `WITH c AS (INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, 'letters') RETURNING id)
             INSERT INTO rollcall.documents (tenant_id, collection_id, external_id, sha256)
             SELECT $1, id, 'letter 7', '' FROM c RETURNING id`,
      values: [defaultTenantId],
    });
    return rows[0]!.id;
  });

const context = (printed: string[]) => ({
  config: readConfig({ ROLLCALL_STATE: '/there/is/no/stack', DATABASE_URL: url }),
  print: (text: string) => void printed.push(text),
  note: () => {},
});
const forgotten = async (options: Partial<VaultDeleteOptions>): Promise<number> => {
  const printed: string[] = [];
  await vaultDelete(context(printed), { tenant: 'default', json: true, ...options });
  return (JSON.parse(printed.join('')) as { entries: number }).entries;
};

describe('rollcall vault', () => {
  it('forgets a row, a stored document by its owner’s name, a collection, and everything', async () => {
    const document = await storeDocument();
    const rowId = await put();
    await put({ collection: 'letters', documents: [document, randomUUID()] });
    await put({ collection: 'letters' });
    await put({ collection: 'other' });
    expect(await forgotten({ row: rowId })).toBe(1);
    expect(await forgotten({ document: 'letter 7', collection: 'letters' })).toBe(1);
    expect(await forgotten({ collection: 'letters' })).toBe(1);
    expect(await forgotten({ all: true })).toBe(1);
    expect(await forgotten({ all: true })).toBe(0);
  });

  it.each([
    ['nothing', {}, 'request.invalid'],
    ['two things', { row: randomUUID(), all: true }, 'request.invalid'],
    ['a document of no collection', { document: 'letter 7' }, 'request.invalid'],
    ['a row that has no such id', { row: '7' }, 'request.invalid'],
    ['a document that is not there', { document: 'x', collection: 'letters' }, 'document.not_found'],
    ['a tenant that is not there', { tenant: 'nobody', all: true }, 'tenant.not_found'],
  ])('refuses %s', async (_, options, code) => {
    await expect(forgotten(options)).rejects.toMatchObject({ code });
  });

  it('counts what each key has sealed', async () => {
    await put();
    const printed: string[] = [];
    await vaultKeys(context(printed), { json: true });
    expect(JSON.parse(printed.join(''))).toEqual([{ keyId: 'k1', entries: 1 }]);
  });
});

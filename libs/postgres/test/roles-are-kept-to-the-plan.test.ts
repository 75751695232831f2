import { randomBytes } from 'node:crypto';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  builtInPlan,
  connectionLimit,
  type Database,
  dropRoles,
  ensureRoles,
  type FleetPlan,
  openDatabase,
  type PoolKind,
  plannedServices,
  roleName,
  roleUrl,
} from '../src/index.ts';

const log = createLog('test', 'silent');
const prefix = `test_${randomBytes(4).toString('hex')}`;
const password = 'password-of-a-test';
const pools: PoolKind[] = ['data', 'queue'];

let database: TestDatabase;
let admin: Database;
const opened = new Map<string, Database>();

const apply = (plan: FleetPlan): Promise<void> =>
  ensureRoles(database.url, plan, { prefix, pools, passwordOf: () => password });
beforeAll(async () => {
  database = await createTestDatabase();
  admin = openDatabase({ url: database.url, service: 'test', max: 1, log });
  await apply(builtInPlan());
});
afterAll(async () => {
  for (const db of opened.values()) await db.close();
  await admin.close();
  await dropRoles(database.url, builtInPlan(), prefix);
  await database.drop();
});

const named = (service: string, pool: PoolKind = 'data') => roleName({ service, pool }, prefix);
const as = (service: string, pool: PoolKind = 'data'): Database => {
  const role = named(service, pool);
  const db =
    opened.get(role) ?? openDatabase({ url: roleUrl(database.url, role, password), service, max: 1, log });
  opened.set(role, db);
  return db;
};
const run = (db: Database, text: string) => db.query<Record<string, unknown>>({ name: '', text });
const limitOf = async (role: string): Promise<unknown> =>
  (await run(admin, `SELECT rolconnlimit AS most FROM pg_roles WHERE rolname = '${role}'`)).rows[0]?.most;
const missingRight = { details: { sqlstate: '42501' } };

describe('a service may not', () => {
  it.each([
    ['retriever', 'SELECT answer FROM rollcall.rows'],
    ['retriever', `UPDATE rollcall.rows SET status = 'lost'`],
    ['retriever', 'INSERT INTO rollcall.rows (id) VALUES (gen_random_uuid())'],
    ['redactor', 'SELECT answer, masked_prompt FROM rollcall.rows'],
    ['redactor', 'SELECT * FROM rollcall.postings'],
    ['gateway', 'UPDATE rollcall.vault SET ciphertext = nonce'],
    ['gateway', 'INSERT INTO rollcall.vault SELECT * FROM rollcall.vault'],
    ['gateway', 'INSERT INTO rollcall.api_keys SELECT * FROM rollcall.api_keys'],
    ['gateway', 'SELECT * FROM rollcall.placeholders'],
    ['gateway', 'DELETE FROM rollcall.rows'],
    ['console', 'SELECT * FROM rollcall.passages'],
    ['console', 'DELETE FROM rollcall.rows'],
    ['benchmark', 'SELECT ciphertext FROM rollcall.vault'],
    ['benchmark', 'UPDATE rollcall.vault SET tenant_id = tenant_id'],
    ['benchmark', 'SELECT * FROM bullmq.job'],
    ['gateway', 'CREATE TABLE public.mine ()'],
    ['gateway', 'CREATE TEMPORARY TABLE mine ()'],
    ['gateway', 'CREATE ROLE mine'],
    ['gateway', 'UPDATE rollcall_fleet.shares SET most = 100'],
  ])('%s: %s', async (service, text) => {
    await expect(run(as(service), text)).rejects.toMatchObject(missingRight);
  });
});

describe('a role', () => {
  it('loses what an earlier version granted', async () => {
    await run(admin, `GRANT SELECT ON rollcall.vault TO ${named('console')}`);
    expect((await run(as('console'), 'SELECT FROM rollcall.vault')).count).toBe(0);
    await apply(builtInPlan());
    await expect(run(as('console'), 'SELECT FROM rollcall.vault')).rejects.toMatchObject(missingRight);
  });

  it('that the plan no longer has lets nobody in any more, until it is planned again', async () => {
    const whole = builtInPlan();
    const role = named('model-proxy', 'queue');
    await apply({ ...whole, shares: whole.shares.filter(({ service }) => service !== 'model-proxy') });
    expect(await limitOf(role)).toBe(0);
    await expect(run(as('model-proxy', 'queue'), 'SELECT 1')).rejects.toMatchObject({
      code: 'postgres.too_many_connections',
    });
    await apply(whole);
    expect(await limitOf(role)).toBe(7);
    expect((await run(as('model-proxy', 'queue'), 'SELECT 1')).count).toBe(1);
  });

  it.each(['SUPERUSER', 'CREATEROLE', 'BYPASSRLS'])(
    'with %s is refused: no limit holds it',
    async (attribute) => {
      const role = named('console');
      await run(admin, `ALTER ROLE ${role} ${attribute}`);
      await expect(apply(builtInPlan())).rejects.toMatchObject({
        code: 'config.invalid',
        details: { problems: [expect.stringContaining(role)] },
      });
      await run(admin, `ALTER ROLE ${role} NO${attribute}`);
      await apply(builtInPlan());
    },
  );

  it('is there for every pool of the plan, each with its share', async () => {
    const { rows } = await run(
      admin,
      `SELECT sum(rolconnlimit)::int AS total, count(*)::int AS roles FROM pg_roles
       WHERE starts_with(rolname, '${prefix}_')`,
    );
    const { shares } = builtInPlan();
    const total = shares.reduce((sum, share) => sum + connectionLimit(share), 0);
    expect(rows).toEqual([{ total, roles: shares.length }]);
    expect(plannedServices).toHaveLength(7);
  });
});

it('only the benchmark sees whose connections there are', async () => {
  const kinds = 'SELECT count(backend_type)::int AS seen FROM pg_stat_activity WHERE usename <> current_user';
  expect((await run(as('benchmark'), kinds)).rows[0]?.seen).toBeGreaterThan(0);
  expect((await run(as('console'), kinds)).rows).toEqual([{ seen: 0 }]);
});

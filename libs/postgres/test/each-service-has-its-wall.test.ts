import { randomBytes } from 'node:crypto';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  connectionLimit,
  type Database,
  derivedPassword,
  dropRoles,
  ensureRoles,
  type FleetPlan,
  holdSlot,
  openDatabase,
  type PoolKind,
  roleName,
  roleUrl,
  type Slot,
} from '../src/index.ts';
import { scramVerifier } from '../src/scram.ts';

const log = createLog('test', 'silent');
const secret = 'a secret of this test';
const prefix = `test_${randomBytes(4).toString('hex')}`;
const passwordOf = (role: string) => derivedPassword(secret, role);

const plan: FleetPlan = {
  reserve: 3,
  shares: [
    { service: 'gateway', pool: 'data', perReplica: 2, most: 1, consumers: 1 },
    { service: 'retriever', pool: 'data', perReplica: 2, most: 2, consumers: 1 },
    { service: 'redactor', pool: 'data', perReplica: 2, most: 1, consumers: 1 },
    { service: 'console', pool: 'data', perReplica: 2, most: 1, consumers: 1 },
    { service: 'benchmark', pool: 'data', perReplica: 2, most: 1, consumers: 1 },
    { service: 'grounder', pool: 'queue', perReplica: 2, most: 1, consumers: 1 },
  ],
};
const shareOf = (service: string) =>
  plan.shares.find((share) => share.service === service) as FleetPlan['shares'][0];

let database: TestDatabase;
const open: Database[] = [];
const slots: Slot[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  await ensureRoles(database.url, plan, { prefix, passwordOf, pools: ['data', 'queue'] });
});
afterEach(async () => {
  for (const slot of slots.splice(0)) await slot.release();
  for (const db of open.splice(0)) await db.close();
});
afterAll(async () => {
  await dropRoles(database.url, plan, prefix);
  await database.drop();
});

const urlOf = (service: string, pool: PoolKind = 'data'): string => {
  const role = roleName({ service, pool }, prefix);
  return roleUrl(database.url, role, passwordOf(role));
};
const openAs = (service: string, pool: PoolKind = 'data'): Database => {
  const db = openDatabase({ url: urlOf(service, pool), service, max: 2, log });
  open.push(db);
  return db;
};
const canRead = async (db: Database, table: string): Promise<boolean> =>
  db.query({ name: '', text: `SELECT FROM ${table} LIMIT 1` }).then(
    () => true,
    (thrown) => {
      expect(thrown).toMatchObject({ code: 'postgres.privilege', details: { sqlstate: '42501' } });
      return false;
    },
  );

describe('a leak in one service', () => {
  it('takes that service’s own share and nothing of the others', async () => {
    const leaked: pg.Client[] = [];
    const leak = async (): Promise<void> => {
      const client = new pg.Client({ connectionString: urlOf('retriever') });
      client.on('error', () => {});
      await client.connect();
      leaked.push(client);
    };
    try {
      await expect(
        (async () => {
          for (let times = 0; times < 50; times += 1) await leak();
        })(),
      ).rejects.toMatchObject({ code: '53300' });
      expect(leaked).toHaveLength(connectionLimit(shareOf('retriever')));
      await expect(openAs('retriever').query({ name: '', text: 'SELECT 1' })).rejects.toMatchObject({
        code: 'postgres.too_many_connections',
      });
      for (const service of ['gateway', 'redactor', 'console']) {
        const { rows } = await openAs(service).query<{ user: string }>({
          name: '',
          text: 'SELECT current_user AS user',
        });
        expect(rows[0]?.user).toBe(`${prefix}_${service}`);
      }
    } finally {
      for (const client of leaked) await client.end();
    }
  });
});

describe('a role', () => {
  it('reads what its service needs and not what is another’s', async () => {
    const may = async (service: string, tables: string[]) => {
      const db = openAs(service);
      return Promise.all(tables.map((table) => canRead(db, `rollcall.${table}`)));
    };
    const secrets = ['vault', 'run_expectations', 'api_keys'];
    expect(await may('gateway', secrets)).toEqual([true, false, true]);
    expect(await may('retriever', secrets)).toEqual([false, false, false]);
    expect(await may('redactor', secrets)).toEqual([true, false, false]);
    expect(await may('console', secrets)).toEqual([false, false, false]);
    // Of the vault what an entry belongs to, so that it can be deleted, and nothing of what it says.
    expect(await may('benchmark', secrets)).toEqual([true, true, true]);
    await expect(
      openAs('benchmark').query({ name: 'test.sealed', text: 'SELECT ciphertext FROM rollcall.vault' }),
    ).rejects.toMatchObject({ details: { sqlstate: '42501' } });
    expect(await may('retriever', ['rows', 'tenants', 'postings'])).toEqual([false, false, true]);
    expect(await may('redactor', ['rows', 'passages'])).toEqual([false, true]);
  });

  it('of a queue sees the queue and no document', async () => {
    const db = openAs('grounder', 'queue');
    expect(await canRead(db, 'bullmq.job')).toBe(true);
    expect(await canRead(db, 'rollcall.rows')).toBe(false);
    const { rows } = await db.query({ name: '', text: 'SHOW search_path' });
    expect(rows).toEqual([{ search_path: 'bullmq, public' }]);
  });

  it('is no superuser, makes nothing, and is corrected when the plan changes', async () => {
    const larger = {
      ...plan,
      shares: plan.shares.map((share) => (share.service === 'console' ? { ...share, most: 3 } : share)),
    };
    const limit = async () => {
      const { rows } = await openAs('gateway').query<{ rolconnlimit: number; rolsuper: boolean }>({
        name: '',
        text: 'SELECT rolconnlimit, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = $1',
        values: [roleName({ service: 'console', pool: 'data' }, prefix)],
      });
      return rows[0];
    };
    const rights = { rolsuper: false, rolcreatedb: false, rolcreaterole: false };
    expect(await limit()).toEqual({ rolconnlimit: 3, ...rights });
    await ensureRoles(database.url, larger, { prefix, passwordOf, pools: ['data', 'queue'] });
    expect(await limit()).toEqual({ rolconnlimit: 9, ...rights });
    await ensureRoles(database.url, plan, { prefix, passwordOf, pools: ['data', 'queue'] });
    await expect(
      openAs('retriever').query({ name: '', text: 'CREATE TABLE rollcall.mine ()' }),
    ).rejects.toMatchObject({ details: { sqlstate: '42501' } });
  });

  it('has the verifier that Postgres itself makes of a password', async () => {
    const admin = openDatabase({ url: database.url, service: 'test', max: 1, log });
    open.push(admin);
    const role = `${prefix}_plain`;
    await admin.query({ name: '', text: `CREATE ROLE ${role} PASSWORD 'Some-plain-Password-1'` });
    const { rows } = await admin.query<{ verifier: string }>({
      name: '',
      text: 'SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1',
      values: [role],
    });
    await admin.query({ name: '', text: `DROP ROLE ${role}` });
    const verifier = rows[0]?.verifier ?? '';
    const salt = Buffer.from(/^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(verifier)?.[1] ?? '', 'base64');
    expect(scramVerifier('Some-plain-Password-1', salt)).toBe(verifier);
  });

  it('cannot be made by a user who may not make roles', async () => {
    await expect(
      ensureRoles(urlOf('gateway'), plan, { prefix, passwordOf, pools: ['data'] }),
    ).rejects.toMatchObject({ code: 'budget.roles_denied' });
  });
});

describe('a slot', () => {
  const hold = async (
    service: string,
    options: Partial<Parameters<typeof holdSlot>[1]> = {},
  ): Promise<Slot> => {
    const db = openAs(service);
    const slot = await holdSlot((text, values) => db.query({ name: '', text, values }), {
      service,
      pool: 'data',
      max: 2,
      log,
      ...options,
    });
    slots.push(slot);
    return slot;
  };

  it('is refused in words to a replica too many, while the others go on', async () => {
    const running = openAs('retriever');
    await hold('retriever', { replica: 'one' });
    await hold('retriever', { replica: 'two' });
    await expect(hold('retriever', { replica: 'three' })).rejects.toMatchObject({
      code: 'budget.no_slot',
      details: { service: 'retriever', pool: 'data', most: 2 },
    });
    await expect(running.query({ name: '', text: 'SELECT 1' })).resolves.toBeDefined();
  });

  it('is free again when its replica has stopped', async () => {
    const first = await hold('gateway', { replica: 'one' });
    await expect(hold('gateway', { replica: 'two' })).rejects.toMatchObject({ code: 'budget.no_slot' });
    await first.release();
    await expect(hold('gateway', { replica: 'two' })).resolves.toBeDefined();
  });

  it('goes to the replica that comes back under its name', async () => {
    await hold('redactor', { replica: 'one' });
    await expect(hold('redactor', { replica: 'one' })).resolves.toBeDefined();
  });

  it('is free when its replica has said nothing for half a minute', async () => {
    await hold('console', { replica: 'one' });
    const admin = openDatabase({ url: database.url, service: 'test', max: 1, log });
    open.push(admin);
    await admin.query({
      name: '',
      text: `UPDATE rollcall_fleet.slots SET beat_at = now() - interval '31 s' WHERE service = 'console'`,
    });
    await expect(hold('console', { replica: 'two' })).resolves.toBeDefined();
  });

  it('that another has taken makes its first holder not ready', async () => {
    const first = await hold('benchmark', { replica: 'one' });
    await hold('benchmark', { replica: 'one' });
    expect(() => first.check()).not.toThrow();
    await until('it is noticed', () => {
      try {
        first.check();
        return false;
      } catch (thrown) {
        return (thrown as { code: string }).code === 'budget.slot_lost';
      }
    });
  });

  it('is not given to a pool that is larger than its share, unless told', async () => {
    await expect(hold('gateway', { max: 3 })).rejects.toMatchObject({
      code: 'budget.exceeded',
      details: { connections: 3, allowed: 2 },
    });
    await expect(hold('gateway', { max: 3, overBudget: true })).resolves.toBeDefined();
  });
});

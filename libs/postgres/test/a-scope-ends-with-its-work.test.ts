import { assertNothingBorrowed, startPgBouncer, testPgBouncer } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type TenantQueryable } from '../src/index.ts';
import {
  countIn,
  log,
  type Owner,
  run,
  startWalledDatabase,
  type WalledDatabase,
} from './walled-database.ts';

let walled: WalledDatabase;
let retriever: Database;
let ours: Owner;
let theirs: Owner;
beforeAll(async () => {
  walled = await startWalledDatabase();
  ({ retriever, ours, theirs } = walled);
});
afterEach(() => assertNothingBorrowed(retriever));
afterAll(() => walled.stop());

describe('a tenant’s scope', () => {
  it('ends with its statement, with its transaction and with either’s failure', async () => {
    const db = openDatabase({ url: walled.role.url, service: 'one', max: 1, log });
    const scope = async (): Promise<unknown> =>
      (await run(db, `SELECT coalesce(current_setting('rollcall.tenant', true), '') AS tenant`)).rows[0]
        ?.tenant;
    expect(await countIn(db.as(ours.tenant), 'passages')).toBe(1);
    expect(await scope()).toBe('');
    expect(await countIn(db, 'passages')).toBe(0);
    await db.as(ours.tenant).transaction(async (tx) => {
      expect(tx.tenantId).toBe(ours.tenant);
      expect(await countIn(tx, 'passages')).toBe(1);
    });
    expect(await scope()).toBe('');
    await expect(run(db.as(ours.tenant), 'SELECT 1 / 0')).rejects.toMatchObject({ code: 'postgres.value' });
    expect(await scope()).toBe('');
    const thrown = db.as(ours.tenant).transaction(async (tx) => run(tx, 'SELECT 1 / 0'));
    await expect(thrown).rejects.toMatchObject({ code: 'postgres.value' });
    expect(await scope()).toBe('');
    await db.close();
  });

  it('is each caller’s own, however many share the connections', async () => {
    const ask = async (owner: Owner, kind: number): Promise<unknown[]> => {
      const statement = { name: 'test.whose', text: 'SELECT id FROM rollcall.passages WHERE $1::int > 0' };
      const read = async (db: TenantQueryable) => (await db.query({ ...statement, values: [1] })).rows;
      return kind === 0 ? read(retriever.as(owner.tenant)) : retriever.as(owner.tenant).transaction(read);
    };
    const asked = Array.from({ length: 200 }, (_, index) => (index % 3 === 0 ? theirs : ours));
    const answers = await Promise.all(asked.map((owner, index) => ask(owner, index % 2)));
    expect(answers).toEqual(asked.map((owner) => [{ id: owner.passage }]));
  });

  it('gives a statement’s rows, count and refusals as without one', async () => {
    const db = retriever.as(ours.tenant);
    const echo = await db.query({
      name: 'test.echo',
      text: 'SELECT n FROM generate_series(1, $1::int) AS n',
      values: [3],
    });
    expect(echo).toEqual({ rows: [{ n: 1 }, { n: 2 }, { n: 3 }], count: 3 });
    expect(await run(db, 'SELECT 1 AS one WHERE false')).toEqual({ rows: [], count: 0 });
    await expect(run(db, 'SELECT nothing')).rejects.toMatchObject({ code: 'postgres.query' });
  });

  it('is a tenant’s uuid or is none', () => {
    for (const name of ['', 'acme', `${ours.tenant}'; DROP TABLE rollcall.rows; --`]) {
      expect(() => retriever.as(name)).toThrow(TypeError);
    }
  });
});

describe.runIf(testPgBouncer())('a scope behind a PgBouncer in transaction mode', () => {
  it('is each caller’s own on connections that all of them share', async () => {
    const { role, url } = walled;
    const roles = { [role.name]: role.password };
    const pooler = await startPgBouncer({ databaseUrl: url, poolSize: 2, roles });
    const db = openDatabase({
      url: pooler.urlOf(role.name),
      service: 'pooled',
      max: 20,
      pooler: 'transaction',
      log,
    });
    const statement = { name: 'test.whose', text: 'SELECT id FROM rollcall.passages' };
    const asked = Array.from({ length: 300 }, (_, index) => [undefined, ours, theirs][index % 3]);
    const answers = await Promise.all(
      asked.map(async (owner, index) => {
        if (owner === undefined) return (await db.query(statement)).rows;
        if (index % 2 === 0) return (await db.as(owner.tenant).query(statement)).rows;
        return db.as(owner.tenant).transaction(async (tx) => (await tx.query(statement)).rows);
      }),
    );
    expect(answers).toEqual(asked.map((owner) => (owner === undefined ? [] : [{ id: owner.passage }])));
    await db.close();
    await pooler.stop();
  });
});

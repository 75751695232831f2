import { randomBytes, randomUUID } from 'node:crypto';
import { createLog } from '@rollcall/telemetry';
import {
  assertNothingBorrowed,
  createTestDatabase,
  startPgBouncer,
  type TestDatabase,
  testPgBouncer,
} from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  builtInPlan,
  type Database,
  dropRoles,
  ensureRoles,
  openDatabase,
  roleName,
  roleUrl,
  type TenantQueryable,
} from '../src/index.ts';

const log = createLog('test', 'silent');
const prefix = `test_${randomBytes(4).toString('hex')}`;
const password = 'password-of-a-test';

type Owner = { tenant: string; collection: string; document: string; passage: string };

let database: TestDatabase;
/** A superuser, whom no wall holds: sees what is really there. */
let admin: Database;
let retriever: Database;
let ours: Owner;
let theirs: Owner;

beforeAll(async () => {
  database = await createTestDatabase();
  await ensureRoles(database.url, builtInPlan(), {
    prefix,
    pools: ['data', 'queue'],
    passwordOf: () => password,
  });
  admin = openDatabase({ url: database.url, service: 'test', max: 1, log });
  const role = roleName({ service: 'retriever', pool: 'data' }, prefix);
  retriever = openDatabase({ url: roleUrl(database.url, role, password), service: 'retriever', max: 2, log });
  ours = await settle('ours');
  theirs = await settle('theirs');
});
afterEach(() => assertNothingBorrowed(retriever));
afterAll(async () => {
  await retriever.close();
  await admin.close();
  await dropRoles(database.url, builtInPlan(), prefix);
  await database.drop();
});

const run = <R = Record<string, unknown>>(
  db: { query: Database['query'] },
  text: string,
  values: unknown[] = [],
) => db.query<R>({ name: '', text, values });

/** A tenant with a collection, a document and a passage, under the same names as everybody's; and a row. */
const settle = async (name: string): Promise<Owner> => {
  const tenant = randomUUID();
  await run(admin, 'INSERT INTO rollcall.tenants (id, name) VALUES ($1, $2)', [tenant, name]);
  const db = retriever.as(tenant);
  const one = async (text: string, values: unknown[]): Promise<string> =>
    (await run<{ id: string }>(db, `${text} RETURNING id`, values)).rows[0]?.id ?? '';
  const collection = await one('INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, $2)', [
    tenant,
    'shop',
  ]);
  const document = await one(
    `INSERT INTO rollcall.documents (collection_id, external_id, sha256) VALUES ($1, 'a', '')`,
    [collection],
  );
  const passage = await one(
    `INSERT INTO rollcall.passages (collection_id, document_id, ordinal, start, stop, text, lexemes)
     VALUES ($1, $2, 0, 0, 1, 'x', 1)`,
    [collection, document],
  );
  await run(db, `INSERT INTO rollcall.postings VALUES ($1, 'x', $2, 1, 1)`, [collection, passage]);
  await run(
    admin,
    `INSERT INTO rollcall.rows (id, tenant_id, request, deadline_ms) VALUES (gen_random_uuid(), $1, '{}', 1)`,
    [tenant],
  );
  return { tenant, collection, document, passage };
};

/** Tables of the schema that the retriever's role may read at all, without the two that are nobody's. */
const reachable = async (): Promise<string[]> => {
  const { rows } = await run<{ name: string }>(
    retriever,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'rollcall'::regnamespace AND relkind IN ('r', 'p')
       AND has_any_column_privilege(oid, 'SELECT') AND relname <> 'migrations' ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
};
const countIn = async (db: { query: Database['query'] }, table: string): Promise<number> =>
  (await run<{ n: number }>(db, `SELECT count(*)::int AS n FROM rollcall.${table}`)).rows[0]?.n ?? Number.NaN;

const refused = { details: { sqlstate: '42501' } };

describe('the retriever’s role', () => {
  it('reaches walled tables only, and each of them holds its owner, too', async () => {
    const { rows } = await run<{ name: string }>(
      admin,
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'rollcall'::regnamespace
         AND relrowsecurity AND relforcerowsecurity ORDER BY relname`,
    );
    expect(rows.map(({ name }) => name)).toEqual(await reachable());
    expect(await reachable()).toEqual(expect.arrayContaining(['collections', 'documents', 'passages']));
  });

  it('sees nothing without a tenant, with an empty one and with an unknown one', async () => {
    for (const table of await reachable()) {
      expect(await countIn(admin, table)).toBeGreaterThanOrEqual(2);
      expect(await countIn(retriever, table)).toBe(0);
      expect(await countIn(retriever.as(randomUUID()), table)).toBe(0);
      await retriever.transaction(async (tx) => {
        await run(tx, `SELECT set_config('rollcall.tenant', '', true)`);
        expect(await countIn(tx, table)).toBe(0);
      });
    }
  });

  it('sees what is its tenant’s and nothing else', async () => {
    for (const table of await reachable()) expect(await countIn(retriever.as(ours.tenant), table)).toBe(1);
    const { rows } = await run(retriever.as(ours.tenant), 'SELECT id FROM rollcall.passages');
    expect(rows).toEqual([{ id: ours.passage }]);
    const byId = 'SELECT FROM rollcall.passages WHERE id = ANY($1)';
    expect((await run(retriever.as(ours.tenant), byId, [[theirs.passage]])).count).toBe(0);
  });

  it.each([
    ['DELETE FROM rollcall.collections WHERE id = $1', 'collection'],
    ['DELETE FROM rollcall.documents WHERE id = $1', 'document'],
    ['DELETE FROM rollcall.passages WHERE id = $1', 'passage'],
    ['DELETE FROM rollcall.postings WHERE passage_id = $1', 'passage'],
    [`UPDATE rollcall.collections SET redaction = 'off' WHERE id = $1`, 'collection'],
    [`UPDATE rollcall.documents SET title = 'mine' WHERE id = $1`, 'document'],
    [`UPDATE rollcall.passages SET text = 'mine' WHERE id = $1`, 'passage'],
  ] as const)('changes nothing of another tenant’s: %s', async (text, what) => {
    expect((await run(retriever.as(ours.tenant), text, [theirs[what]])).count).toBe(0);
    expect((await run(retriever, text, [theirs[what]])).count).toBe(0);
  });

  it('puts nothing into another tenant’s collections', async () => {
    const db = retriever.as(ours.tenant);
    const insert = `INSERT INTO rollcall.documents (collection_id, external_id, sha256) VALUES ($1, 'b', '')`;
    // The collection's key says whose it is: there is none of that id and this tenant.
    await expect(run(db, insert, [theirs.collection])).rejects.toMatchObject({ code: 'postgres.constraint' });
    await expect(run(retriever, insert, [theirs.collection])).rejects.toMatchObject(refused);
    for (const [text, values] of [
      [
        `INSERT INTO rollcall.documents (collection_id, tenant_id, external_id, sha256) VALUES ($1, $2, 'b', '')`,
        [theirs.collection, theirs.tenant],
      ],
      [`INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, 'new')`, [theirs.tenant]],
      [`INSERT INTO rollcall.postings VALUES ($1, 'y', $2, 1, 1)`, [theirs.collection, theirs.passage]],
    ] as const) {
      await expect(run(db, text, [...values])).rejects.toMatchObject(refused);
    }
  });

  it('gives nothing of its tenant’s away', async () => {
    const db = retriever.as(ours.tenant);
    for (const table of ['collections', 'documents', 'passages']) {
      const text = `UPDATE rollcall.${table} SET tenant_id = $1`;
      await expect(run(db, text, [theirs.tenant])).rejects.toMatchObject(refused);
    }
    const text = 'UPDATE rollcall.postings SET collection_id = $1';
    await expect(run(db, text, [theirs.collection])).rejects.toMatchObject(refused);
  });

  it('finds no row, and gets the question of one that it can name', async () => {
    await expect(countIn(retriever, 'rows')).rejects.toMatchObject(refused);
    const { rows } = await run<{ id: string }>(admin, 'SELECT id FROM rollcall.rows WHERE tenant_id = $1', [
      theirs.tenant,
    ]);
    const advance = `SELECT tenant_id FROM rollcall.advance($1, 1, 'retrieve')`;
    expect((await run(retriever, advance, [rows[0]?.id])).rows).toEqual([{ tenant_id: theirs.tenant }]);
    expect((await run(retriever, advance, [randomUUID()])).rows).toEqual([]);
  });

  it('cannot build or move a wall', async () => {
    for (const text of [
      `CALL rollcall.wall('rollcall.passages')`,
      'DROP POLICY tenant ON rollcall.passages',
      'ALTER TABLE rollcall.passages DISABLE ROW LEVEL SECURITY',
      'CREATE OR REPLACE FUNCTION rollcall.tenant() RETURNS uuid LANGUAGE sql RETURN NULL',
    ]) {
      await expect(run(retriever, text)).rejects.toMatchObject(refused);
    }
    await expect(
      retriever.transaction(async (tx) => {
        await run(tx, 'SET LOCAL row_security = off');
        await countIn(tx, 'passages');
      }),
    ).rejects.toMatchObject(refused);
  });
});

describe('a scope', () => {
  it('ends with its statement, with its transaction and with either’s failure', async () => {
    const db = openDatabase({ url: urlOfRetriever(), service: 'one', max: 1, log });
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
    const role = roleName({ service: 'retriever', pool: 'data' }, prefix);
    const pooler = await startPgBouncer({
      databaseUrl: database.url,
      poolSize: 2,
      roles: { [role]: password },
    });
    const db = openDatabase({
      url: pooler.urlOf(role),
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

const urlOfRetriever = (): string =>
  roleUrl(database.url, roleName({ service: 'retriever', pool: 'data' }, prefix), password);

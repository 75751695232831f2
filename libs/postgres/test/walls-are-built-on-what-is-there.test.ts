import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createLog } from '@rollcall/telemetry';
import { testServerUrl } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createDatabase,
  type Database,
  databaseUrl,
  dropDatabase,
  migrate,
  openDatabase,
} from '../src/index.ts';

const log = createLog('test', 'silent');
const name = `test_${randomBytes(8).toString('hex')}`;
/** Owns its database and everything in it, and is no superuser: as on a managed Postgres. */
const owner = `test_${randomBytes(4).toString('hex')}`;
const tenants = [randomUUID(), randomUUID()] as const;

let server: Database;
let admin: Database;
let db: Database;
beforeAll(async () => {
  server = openDatabase({ url: testServerUrl(), service: 'test', max: 1, log });
  await run(server, `CREATE ROLE ${owner} LOGIN PASSWORD '${owner}'`);
  await createDatabase(testServerUrl(), name);
  await run(server, `ALTER DATABASE ${name} OWNER TO ${owner}`);
  admin = openDatabase({ url: databaseUrl(testServerUrl(), name), service: 'test', max: 1, log });
  const url = new URL(databaseUrl(testServerUrl(), name));
  url.username = owner;
  url.password = owner;
  db = openDatabase({ url: url.href, service: 'test', max: 2, log });
  await bringToVersion4();
  for (const tenant of tenants) await store(tenant);
  await migrate(url.href);
});
afterAll(async () => {
  await db.close();
  await admin.close();
  await dropDatabase(testServerUrl(), name);
  await run(server, `DROP ROLE ${owner}`);
  await server.close();
});

const run = <R = Record<string, unknown>>(
  to: { query: Database['query'] },
  text: string,
  values: unknown[] = [],
) => to.query<R>({ name: '', text, values });

/** The schema before there were walls. */
const bringToVersion4 = async (): Promise<void> => {
  const folder = new URL('../migrations/', import.meta.url);
  await run(db, 'CREATE SCHEMA rollcall');
  await run(
    db,
    `CREATE TABLE rollcall.migrations (version int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  for (const file of readdirSync(folder)
    .filter((file) => file < '0005')
    .sort()) {
    await run(db, readFileSync(new URL(file, folder), 'utf8'));
    await run(db, 'INSERT INTO rollcall.migrations (version, name, sha256) VALUES ($1, $2, $2)', [
      Number(file.slice(0, 4)),
      file.slice(5, -4),
    ]);
  }
};

const store = async (tenant: string): Promise<void> => {
  await run(db, 'INSERT INTO rollcall.tenants (id, name) VALUES ($1::uuid, $1::text)', [tenant]);
  await run(
    db,
    `WITH c AS (INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, 'shop') RETURNING id),
       d AS (INSERT INTO rollcall.documents (collection_id, external_id, sha256)
             SELECT id, 'a', '' FROM c RETURNING id, collection_id)
     INSERT INTO rollcall.passages (document_id, collection_id, ordinal, start, stop, text, lexemes)
     SELECT id, collection_id, 0, 0, 1, 'x', 1 FROM d`,
    [tenant],
  );
};

const tables = ['collections', 'documents', 'passages'];

it('every stored document gets its own tenant', async () => {
  for (const table of tables) {
    expect((await run(admin, `SELECT tenant_id AS tenant FROM rollcall.${table}`)).rows).toHaveLength(2);
    for (const tenant of tenants) {
      const { rows } = await run(db.as(tenant), `SELECT tenant_id AS tenant FROM rollcall.${table}`);
      expect(rows).toEqual([{ tenant }]);
    }
  }
});

it('the owner of the tables is held, too, and cannot pass the documents over without noticing', async () => {
  for (const table of tables) expect((await run(db, `SELECT FROM rollcall.${table}`)).count).toBe(0);
  await expect(
    db.transaction(async (tx) => {
      // As every migration begins.
      await run(tx, 'SET LOCAL row_security = off');
      await run(tx, 'UPDATE rollcall.documents SET title = external_id');
    }),
  ).rejects.toMatchObject({ code: 'postgres.privilege', details: { sqlstate: '42501' } });
});

it('deleting a collection takes what is in it along', async () => {
  const [tenant] = tenants;
  await run(db.as(tenant), 'DELETE FROM rollcall.collections');
  for (const table of tables) expect((await run(admin, `SELECT FROM rollcall.${table}`)).count).toBe(1);
});

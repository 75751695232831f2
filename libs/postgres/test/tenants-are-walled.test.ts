import { randomUUID } from 'node:crypto';
import { assertNothingBorrowed } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/index.ts';
import { countIn, type Owner, run, startWalledDatabase, type WalledDatabase } from './walled-database.ts';

let walled: WalledDatabase;
let admin: Database;
let retriever: Database;
let ours: Owner;
let theirs: Owner;
beforeAll(async () => {
  walled = await startWalledDatabase();
  ({ admin, retriever, ours, theirs } = walled);
});
afterEach(() => assertNothingBorrowed(retriever));
afterAll(() => walled.stop());

/** Tables of the schema that the retriever's role may read at all, without the two that are nobody's. */
const reachable = async (): Promise<string[]> => {
  const { rows } = await run<{ name: string }>(
    retriever,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'rollcall'::regnamespace AND relkind IN ('r', 'p')
       AND has_any_column_privilege(oid, 'SELECT') AND relname <> 'migrations' ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
};
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
    ['DELETE FROM rollcall.vocabulary WHERE collection_id = $1', 'collection'],
    ['DELETE FROM rollcall.segments WHERE collection_id = $1', 'collection'],
    ['DELETE FROM rollcall.posting_blocks WHERE collection_id = $1', 'collection'],
    ['DELETE FROM rollcall.tombstones WHERE collection_id = $1', 'collection'],
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
      ['INSERT INTO rollcall.tombstones VALUES ($1, 2, 1)', [theirs.collection]],
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

import { join } from 'node:path';
import { isAlive, keepSecrets, readStackFile } from '@rollcall/embedded';
import { type Database, openDatabase } from '@rollcall/postgres';
import { openLeaking } from '@rollcall/postgres/leaking';
import { until } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressesOf } from '../../src/stack/roles.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

let system: WholeSystem;
let db: Database;
beforeAll(async () => {
  system = await startWholeSystem({ queue: (url) => ({ url, prefix: 'walls' }) });
  db = openDatabase({ url: system.databaseUrl, service: 'test', max: 2 });
});
afterAll(async () => {
  await db.close();
  await system.stop();
});

const prefix = () => system.stack.file.rolePrefix ?? 'there are no roles';

/** Who is connected to this database, by role; ourselves left out. */
const connected = async (): Promise<Record<string, number>> => {
  const { rows } = await db.query<{ role: string; count: number }>({
    name: 'test.connected',
    text: `SELECT usename AS role, count(*)::int AS count FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY 1`,
  });
  return Object.fromEntries(rows.map(({ role, count }) => [role, count]));
};

it('every service connects as its own roles, and a leak in one of them leaves the others their work', async () => {
  const secrets = await keepSecrets(join(system.stateDir, 'secrets.json'));
  const { databaseUrl } = addressesOf('console', system.stack.file, {
    prefix: prefix(),
    secret: secrets.postgresPassword,
  });
  const leaking = openLeaking({ url: databaseUrl, service: 'console', max: 4 });
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () =>
      leaking.query({ name: 'leak', text: 'SELECT 1' }).then(
        () => 'open',
        (thrown: { code: string }) => thrown.code,
      ),
    ),
  );
  expect(outcomes).toContain('postgres.too_many_connections');
  expect(outcomes.filter((outcome) => outcome === 'open').length).toBeLessThanOrEqual(5);

  const { status, summary } = await system.run({ limit: 20, concurrency: 20 });
  expect(summary).toMatchObject({ documents: 20, failed: 0, lost: 0, open: 0 });
  expect(status).toBe(0);
  const roles = Object.keys(await connected()).filter((role) => !role.startsWith(`${prefix()}_`));
  // The test's own pool is the superuser's; nobody else's is.
  expect(roles.filter((role) => role !== new URL(system.databaseUrl).username)).toEqual([]);
  expect(Object.keys(await connected())).toContain(`${prefix()}_grounder_queue`);
  await leaking.close();
});

it('a service that is killed takes its own slots over when it comes back', async () => {
  const slots = async () => {
    const { rows } = await db.query<{ pool: string; instance: string }>({
      name: 'test.slots',
      text: `SELECT pool, instance::text FROM rollcall_fleet.slots WHERE service = 'retriever' ORDER BY pool`,
    });
    return rows;
  };
  const before = await slots();
  expect(before.map(({ pool }) => pool)).toEqual(['data', 'queue']);
  const killed = system.stack.file.services.retriever;
  process.kill(killed?.pid ?? 0, 'SIGKILL');
  await until('the next one holds both', async () => {
    const now = await slots();
    return now.every(({ instance }, index) => instance !== null && instance !== before[index]?.instance);
  });
  const file = await readStackFile(system.stateDir);
  expect(file?.services.retriever && isAlive(file.services.retriever)).toBe(true);
});

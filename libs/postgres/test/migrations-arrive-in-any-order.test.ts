import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, migrate, neededSchema, openDatabase } from '../src/index.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 2 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const run = (text: string) => db.query({ name: `test.${text}`.slice(0, 60), text });

it('a migration whose number is lower than the newest one is applied all the same, once', async () => {
  expect(await migrate(database.url)).toMatchObject({ from: neededSchema, applied: [] });
  await run('ALTER TABLE rollcall.runs DROP COLUMN stopped_at, DROP COLUMN stop_reason');
  await run('DELETE FROM rollcall.migrations WHERE version = 3');
  expect(await migrate(database.url)).toMatchObject({ from: neededSchema, applied: ['ended_runs'] });
  await run('SELECT stopped_at, stop_reason FROM rollcall.runs');
  expect(await migrate(database.url)).toMatchObject({ applied: [] });
});

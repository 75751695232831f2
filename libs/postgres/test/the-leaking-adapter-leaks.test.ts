import { createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/index.ts';
import { type LeakingDatabase, openLeaking } from '../src/leaking.ts';

describe('the leaking adapter', () => {
  let database: TestDatabase;
  let leaking: LeakingDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    leaking = openLeaking({ url: database.url, service: 'leaking', max: 2 });
  });
  afterEach(() => leaking.close());

  const connections = async (): Promise<number> => {
    const db = openDatabase({ url: database.url, service: 'looking', max: 1 });
    const { rows } = await db.query<{ count: number }>({
      name: 'count',
      text: `SELECT count(*)::int AS count FROM pg_stat_activity
             WHERE application_name = 'rollcall-leaking' AND datname = current_database()`,
    });
    await db.close();
    return rows[0]?.count ?? 0;
  };
  const one = () => leaking.query<{ one: number }>({ name: 'one', text: 'SELECT 1 AS one' });

  it('answers each query on a connection of its own and keeps it, over its bound', async () => {
    for (let query = 0; query < 5; query += 1) expect((await one()).rows).toEqual([{ one: 1 }]);
    expect(leaking.stats()).toEqual({ total: 5, idle: 0, waiting: 0, max: 2 });
    expect(await connections()).toBe(5);
  });

  it('names the place that asked for the connections', async () => {
    await Promise.all([one(), one(), one()]);
    await until('the leaks are reported', () => leaking.leaks()[0]?.count === 3);
    expect(leaking.leaks()).toEqual([
      {
        site: expect.stringMatching(/^libs\/postgres\/test\/the-leaking-adapter-leaks\.test\.ts:\d+$/),
        count: 3,
      },
    ]);
  });

  it('counts no connection that it did not get', async () => {
    const refused = openLeaking({ url: 'postgres://nobody@127.0.0.1:1/none', service: 'leaking', max: 2 });
    await expect(refused.query({ name: 'one', text: 'SELECT 1' })).rejects.toMatchObject({
      code: 'postgres.unavailable',
    });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(refused.leaks()).toEqual([]);
    expect(refused.stats().total).toBe(0);
  });

  it('closes what it had opened, so that its process can end', async () => {
    await Promise.all([one(), one()]);
    await leaking.close();
    await until('the connections are gone', async () => (await connections()) === 0);
  });
});

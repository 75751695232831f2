import { openDatabase, schemaVersion } from '@rollcall/postgres';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, freePort, testBackends, until } from '../src/index.ts';

describe('a test database', () => {
  it('is migrated, and one’s own', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const db = openDatabase({ url: one.url, service: 'test', max: 1 });
    const second = openDatabase({ url: other.url, service: 'test', max: 1 });
    expect(await schemaVersion(db)).toBeGreaterThan(0);
    await db.query({ name: 'test.tenant', text: `INSERT INTO rollcall.tenants (name) VALUES ('mine')` });
    const { rows } = await second.query({ name: 'test.tenants', text: 'SELECT name FROM rollcall.tenants' });
    expect(rows).toEqual([{ name: 'default' }]);
    await Promise.all([db.close(), second.close()]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('is gone when it is dropped, whoever is still connected', async () => {
    const database = await createTestDatabase();
    const db = openDatabase({ url: database.url, service: 'test', max: 1 });
    await schemaVersion(db);
    await database.drop();
    await expect(schemaVersion(db)).rejects.toMatchObject({ code: expect.stringMatching(/^postgres\./) });
    await db.close();
  });
});

it('each backend gives every test a prefix of its own', () => {
  for (const backend of testBackends()) {
    const [one, other] = [backend.queue('postgres://x/y'), backend.queue('postgres://x/y')];
    expect(one.prefix).not.toBe(other.prefix);
  }
  expect(testBackends()[0]?.name).toBe('postgres');
});

it('waiting ends with what was waited for', async () => {
  let asked = 0;
  await until('third time', () => {
    asked += 1;
    return asked === 3;
  });
  expect(asked).toBe(3);
  await expect(until('a miracle', () => false, 100)).rejects.toThrow('not within 100 ms: a miracle');
});

it('a free port can be listened on', async () => {
  expect(await freePort()).toBeGreaterThan(1023);
});

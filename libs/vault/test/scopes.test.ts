import { randomBytes, randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import { assertNothingBorrowed, createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deleteExpiredScopes, numberInScope, parseKeyRing, type Scope } from '../src/index.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const one = key('one');
const ring = parseKeyRing(one);

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 8 });
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const newScope = (): Scope => ({ tenant: randomUUID(), kind: 'conversation', id: 'with Anna Kovacs' });
const person = (identity: string) => ({ type: 'PERSON', identity });
const number = (
  scope: Scope,
  identities: string[],
  { taken = [], by = ring, ttlMs = 60_000 }: { taken?: string[]; by?: typeof ring; ttlMs?: number } = {},
) => numberInScope(db, by, { scope, values: identities.map(person), taken: new Set(taken), ttlMs });

describe('the values of a scope', () => {
  it('have the same number in every document of it', async () => {
    const scope = newScope();
    expect(await number(scope, ['anna', 'boris'])).toEqual([1, 2]);
    expect(await number(scope, ['clara', 'boris'])).toEqual([3, 2]);
    expect(await number(scope, [])).toEqual([]);
  });

  it('are numbered by type, and apart from another scope’s or tenant’s', async () => {
    const scope = newScope();
    await number(scope, ['anna']);
    const url = { type: 'URL', identity: 'anna' };
    expect(await numberInScope(db, ring, { scope, values: [url], taken: new Set(), ttlMs: 1000 })).toEqual([
      1,
    ]);
    expect(await number({ ...scope, kind: 'run' }, ['boris'])).toEqual([1]);
    expect(await number({ ...scope, tenant: randomUUID() }, ['boris'])).toEqual([1]);
  });

  it('get one number each, however many documents ask at once', async () => {
    const scope = newScope();
    const identities = Array.from({ length: 12 }, (_, index) => `person ${index}`);
    const answers = await Promise.all(
      Array.from({ length: 24 }, async (_, turn) => {
        const asked = identities.filter((_each, index) => (index + turn) % 3 !== 0);
        const numbers = await number(scope, asked);
        return asked.map((identity, index) => `${identity} ${numbers[index]}`);
      }),
    );
    expect(new Set(answers.flat()).size).toBe(identities.length);
    expect((await number(scope, identities)).toSorted((a, b) => a - b)).toEqual(
      identities.map((_, index) => index + 1),
    );
  });

  it('have a second number where a text writes the placeholder of the first one', async () => {
    const scope = newScope();
    expect(await number(scope, ['anna', 'boris'])).toEqual([1, 2]);
    expect(await number(scope, ['anna', 'boris'], { taken: ['<PERSON_1>', '<PERSON_3>'] })).toEqual([4, 2]);
    expect(await number(scope, ['anna'], { taken: ['<PERSON_1>'] })).toEqual([4]);
    expect(await number(scope, ['anna'])).toEqual([1]);
    expect(await number(scope, ['clara'])).toEqual([5]);
  });

  it('stand in the tables as digests that another key does not give', async () => {
    const [scope, other] = [newScope(), newScope()];
    await number(scope, ['anna kovacs']);
    await number(other, ['anna kovacs']);
    const { rows } = await db.query<{ line: string; digest: string }>({
      name: 'test.scopes',
      text: `SELECT s::text || encode(s.id, 'escape') || p::text AS line, encode(p.digest, 'hex') AS digest
             FROM rollcall.placeholder_scopes s JOIN rollcall.placeholders p ON p.scope = s.id
             WHERE s.tenant_id = ANY($1)`,
      values: [[scope.tenant, other.tenant]],
    });
    expect(rows.length).toBe(2);
    expect(rows.map(({ line }) => line).join()).not.toMatch(/anna|kovacs/i);
    expect(rows[0]?.digest).not.toBe(rows[1]?.digest);
  });

  it('keep their numbers while the scope’s key is in the ring, and never meet others’ when it is gone', async () => {
    const scope = newScope();
    await number(scope, ['anna']);
    const two = key('two');
    expect(await number(scope, ['anna'], { by: parseKeyRing(`${two},${one}`) })).toEqual([1]);
    expect(await number(scope, ['anna', 'boris'], { by: parseKeyRing(two) })).toEqual([2, 3]);
    expect(await number(scope, ['boris'], { by: parseKeyRing(two) })).toEqual([3]);
  });

  it('are forgotten when the scope’s time is over, which every document prolongs', async () => {
    const [old, young] = [newScope(), newScope()];
    await number(old, ['anna'], { ttlMs: 0 });
    await number(young, ['anna'], { ttlMs: 0 });
    await number(young, ['boris'], { ttlMs: 60_000 });
    expect(await deleteExpiredScopes(db)).toBe(1);
    expect(await number(old, ['boris'])).toEqual([1]);
    expect(await number(young, ['clara'])).toEqual([3]);
  });
});

import { randomBytes } from 'node:crypto';
import {
  builtInPlan,
  connectionLimit,
  dropRoles,
  ensureRoles,
  openDatabase,
  queuePoolMax,
} from '@rollcall/postgres';
import { createTestDatabase } from '@rollcall/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findBounds } from '../src/storm/find-bounds.ts';

/** Nobody listens there: a service that shows no figures. */
const services = { retriever: 'http://127.0.0.1:9', 'small-model': 'http://127.0.0.1:9' };

describe('what a storm must stay within', () => {
  it('counts queue pools by the fleet’s plan, where they are on the ledger’s server', async () => {
    const database = await createTestDatabase();
    const db = openDatabase({ url: database.url, service: 'test', max: 1 });
    const prefix = `test_${randomBytes(4).toString('hex')}`;
    onTestFinished(async () => {
      await db.close();
      await dropRoles(database.url, builtInPlan(), prefix);
      await database.drop();
    });
    const bounds = (queueIsThere: boolean) =>
      findBounds({ services, ledger: db, queueIsThere, lookup: undefined });
    expect((await bounds(true)).pools).toEqual({});

    const pools = ['data', 'queue'] as const;
    await ensureRoles(database.url, builtInPlan(), {
      prefix,
      pools: [...pools],
      passwordOf: () => 'password-of-a-test',
    });
    const share = builtInPlan().shares.find((each) => each.service === 'retriever' && each.pool === 'queue');
    expect(share?.perReplica).toBe(queuePoolMax(1));
    expect((await bounds(true)).pools).toEqual({ 'retriever queue': share && connectionLimit(share) });
    expect((await bounds(false)).pools).toEqual({});
    expect((await bounds(true)).servers.ledger).toBeGreaterThan(0);
  });
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPlan, dropRoles, ensureRoles, type PoolKind, roleName, roleUrl } from '@rollcall/postgres';
import { createTestDatabase, testBackends } from '@rollcall/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BudgetOptions, budgetCommand } from '../src/commands/budget.ts';
import { readConfig } from '../src/config.ts';

/** The command's exit status and what it prints. */
const budget = async (env: Record<string, string>, options: Partial<BudgetOptions> = {}) => {
  let printed = '';
  const context = {
    config: readConfig({ ROLLCALL_STATE: '/there/is/no/stack', ...env }),
    print: (text: string) => {
      printed += text;
    },
    note: () => {},
  };
  const status = await budgetCommand(context, { queue: 'redis', maxClients: 10_000, ...options });
  return { status, printed };
};

const planFile = (plan: object): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'fleet.json');
  writeFileSync(file, JSON.stringify(plan));
  return file;
};

describe('on paper', () => {
  const plan = { services: { retriever: { replicas: 10 } } };

  it('a plan that fits is exit 0, and one that does not is exit 1', async () => {
    const on = { plan: planFile(plan), queue: 'postgres' } as const;
    expect(await budget({}, { ...on, maxConnections: 300 })).toMatchObject({ status: 0 });
    const over = await budget({}, { ...on, maxConnections: 100 });
    expect(over.status).toBe(1);
    expect(over.printed).toContain('does not fit');
    expect(over.printed).toMatch(/retriever +data +4 +11 +55/);
  });

  it('a queue on Redis is counted there, two clients a consumer and one more', async () => {
    const file = planFile(plan);
    const enough = await budget({}, { plan: file, maxConnections: 300 });
    expect(enough.status).toBe(0);
    expect(enough.printed).toMatch(/retriever +3 +11 +33/);
    expect(await budget({}, { plan: file, maxConnections: 300, maxClients: 40 })).toMatchObject({
      status: 1,
    });
  });

  it('the environment’s plan is taken where none is named', async () => {
    const env = { ROLLCALL_FLEET: planFile({ services: { gateway: { replicas: 100 } } }) };
    expect(await budget(env, { maxConnections: 300 })).toMatchObject({ status: 1 });
  });
});

describe('on a running system', () => {
  const password = 'password-of-a-test';

  const givenRoles = async (pools: PoolKind[]) => {
    const database = await createTestDatabase();
    const prefix = `test_${randomBytes(4).toString('hex')}`;
    await ensureRoles(database.url, builtInPlan(), { prefix, pools, passwordOf: () => password });
    onTestFinished(async () => {
      await dropRoles(database.url, builtInPlan(), prefix);
      await database.drop();
    });
    const as = (pool: PoolKind) =>
      roleUrl(database.url, roleName({ service: 'benchmark', pool }, prefix), password);
    return { prefix, as };
  };

  it('each pool has its share, its slots and what is open now', async () => {
    const { prefix, as } = await givenRoles(['data', 'queue']);
    const env = { DATABASE_URL: as('data'), QUEUE_URL: as('queue'), ROLLCALL_ROLE_PREFIX: prefix };
    const { status, printed } = await budget(env);
    expect(status).toBe(0);
    expect(printed).toMatch(/gateway +data +6 +1 +7 +0 of 1 +0/);
    expect(printed).toMatch(/benchmark +data +8 +2 +18 +0 of 2 +1/);
  });

  it('a queue in another database is shown beside it', async () => {
    const data = await givenRoles(['data']);
    const queue = await givenRoles(['queue']);
    const env = { DATABASE_URL: data.as('data'), QUEUE_URL: queue.as('queue') };
    const { status, printed } = await budget(env);
    expect(status).toBe(0);
    expect(printed).toContain('The queue’s Postgres');
    expect(printed).toMatch(/grounder +queue +7 +1 +8/);
  });

  const redis = testBackends().find(({ name }) => name === 'redis');
  it.runIf(redis)('a queue on Redis is counted there', async () => {
    const { as } = await givenRoles(['data']);
    const { url, prefix } = redis?.queue('') ?? { url: '', prefix: '' };
    const { status, printed } = await budget({
      DATABASE_URL: as('data'),
      QUEUE_URL: url,
      QUEUE_PREFIX: prefix,
    });
    expect(status).toBe(0);
    expect(printed).toMatch(/grounder +5 +1 +5 +0/);
  });

  it('a database without a plan is said to have none', async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    await expect(budget({ DATABASE_URL: database.url })).rejects.toMatchObject({ code: 'budget.no_plan' });
  });
});

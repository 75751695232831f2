import { builtInPlan, evaluateBudget, parsePlan } from '@rollcall/postgres';
import { describe, expect, it } from 'vitest';
import { addressesOf, planOfStack } from '../src/stack/roles.ts';
import { shared } from '../src/stack/services.ts';

const url = 'postgres://admin:secret@127.0.0.1:7407/postgres';
const servers = { databaseUrl: url, queueUrl: url };
const roles = { prefix: 'rollcall', secret: 'password-of-the-superuser' };

describe('a service of a stack connects', () => {
  it('as its own role for each pool, with a password of that role’s', () => {
    const gateway = addressesOf('gateway', servers, roles);
    const console = addressesOf('console', servers, roles);
    expect(new URL(gateway.databaseUrl).username).toBe('rollcall_gateway');
    expect(new URL(gateway.queueUrl).username).toBe('rollcall_gateway_queue');
    const passwords = [gateway.databaseUrl, gateway.queueUrl, console.databaseUrl].map(
      (address) => new URL(address).password,
    );
    expect(new Set(passwords).size).toBe(3);
    expect(addressesOf('gateway', servers, roles)).toEqual(gateway);
  });

  it('as the addresses say where there are no roles, and to Redis always', () => {
    expect(addressesOf('gateway', servers, undefined)).toEqual(servers);
    const onRedis = { ...servers, queueUrl: 'redis://127.0.0.1:6379' };
    expect(addressesOf('gateway', onRedis, roles).queueUrl).toBe(onRedis.queueUrl);
  });

  it('without the secrets of its starter’s environment', () => {
    const passwords = { DATABASE_PASSWORD_GATEWAY: 'secret', QUEUE_PASSWORD_GROUNDER: 'secret' };
    const keys = { MODEL_API_KEY: 'secret', EMBEDDINGS_API_KEY: 'secret', REDACT_PRESIDIO_TOKEN: 'secret' };
    expect(shared({ PATH: '/bin', ...passwords, ...keys })).toEqual({ PATH: '/bin' });
  });
});

describe('a stack’s plan', () => {
  const dataOf = (plan: ReturnType<typeof planOfStack>, service: string): number | undefined =>
    plan.shares.find((share) => share.service === service && share.pool === 'data')?.perReplica;

  it('fits beside its queue on the embedded server', () => {
    const server = { maxConnections: 100, reserved: 3 };
    expect(evaluateBudget(planOfStack(undefined, {}), server, ['data', 'queue']).fits).toBe(true);
  });

  it('gives each pool the size that the settings give it', () => {
    const plan = planOfStack(
      undefined,
      { DATABASE_POOL_MAX: '9' },
      { retriever: { DATABASE_POOL_MAX: '3' } },
    );
    expect(dataOf(plan, 'gateway')).toBe(9);
    expect(dataOf(plan, 'retriever')).toBe(3);
    expect(dataOf(plan, 'grounder')).toBeUndefined();
    expect(dataOf(plan, 'benchmark')).toBe(dataOf(builtInPlan(), 'benchmark'));
    expect(plan.shares.filter(({ pool }) => pool === 'queue')).toEqual(
      builtInPlan().shares.filter(({ pool }) => pool === 'queue'),
    );
  });

  it('is that of a file, where one is named', () => {
    const file = parsePlan('{}');
    expect(planOfStack(file, { DATABASE_POOL_MAX: '9' })).toBe(file);
  });
});

import { expect, it } from 'vitest';
import { builtInPlan, connectionLimit, evaluateBudget, parsePlan, roleName } from '../src/index.ts';

const usual = { maxConnections: 100, reserved: 3 };

it('the fleet of a laptop fits into a Postgres as it comes, with the queue in it', () => {
  const budget = evaluateBudget(builtInPlan(), usual, ['data', 'queue']);
  expect(budget.fits).toBe(true);
  expect(budget.available).toBe(94);
  expect(budget.total).toBe(budget.lines.reduce((sum, { limit }) => sum + limit, 0));
});

it('without the queue only the services’ own pools count', () => {
  const { lines } = evaluateBudget(builtInPlan(), usual, ['data']);
  expect(lines.map(({ service }) => service)).toEqual([
    'gateway',
    'retriever',
    'redactor',
    'console',
    'benchmark',
  ]);
});

it('replicas and the surge of a deploy multiply a share, and the fleet that is too large does not fit', () => {
  const plan = parsePlan('{ "reserve": 10, "services": { "retriever": { "replicas": 6, "data": 8 } } }');
  const retriever = plan.shares.find(({ service, pool }) => service === 'retriever' && pool === 'data');
  expect(retriever).toEqual({ service: 'retriever', pool: 'data', perReplica: 8, most: 7, consumers: 1 });
  // Eight connections and a spare one, seven times.
  expect(retriever && connectionLimit(retriever)).toBe(63);
  const budget = evaluateBudget(plan, usual, ['data', 'queue']);
  expect(budget.available).toBe(87);
  expect(budget.fits).toBe(false);
});

it('a service without replicas has no share', () => {
  const plan = parsePlan('{ "services": { "console": { "replicas": 0, "surge": 0 } } }');
  expect(plan.shares.some(({ service }) => service === 'console')).toBe(false);
});

it('a plan that cannot be read says what is wrong with it', () => {
  expect(() => parsePlan('{')).toThrow(
    expect.objectContaining({ details: { problems: ['(plan): not JSON'] } }),
  );
  expect(() => parsePlan('{ "services": { "retreiver": {} } }')).toThrow(
    expect.objectContaining({ code: 'config.invalid' }),
  );
  expect(() => parsePlan('{ "services": { "gateway": { "replicas": -1 } } }')).toThrow(
    expect.objectContaining({ code: 'config.invalid' }),
  );
});

it('a role is called after its service and pool', () => {
  expect(roleName({ service: 'model-proxy', pool: 'queue' })).toBe('rollcall_model_proxy_queue');
  expect(roleName({ service: 'gateway', pool: 'data' }, 'acme')).toBe('acme_gateway');
  expect(() => roleName({ service: 'gateway', pool: 'data' }, 'x"; DROP')).toThrow(TypeError);
});

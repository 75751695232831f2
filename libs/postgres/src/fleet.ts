import { readFileSync } from 'node:fs';
import { Failure } from '@rollcall/failures';
import { route } from '@rollcall/pipeline';
import { z } from 'zod';
import { queuePoolMax } from './queue-pool.ts';

/**
 * What a service opens to Postgres: `data` is its own pool, `queue` the one that BullMQ works on where the
 * queue is on Postgres. Each is a role of its own, so that a leak in the one does not starve the other.
 */
export type PoolKind = 'data' | 'queue';

/** One pool of one service, over all of its replicas. */
export type Share = {
  service: string;
  pool: PoolKind;
  /** Most connections of one replica. */
  perReplica: number;
  /** Most replicas at once, the surge of a rolling deploy included. */
  most: number;
  /** Hops that one replica consumes: on Redis they, and not `perReplica`, say how many connections it has. */
  consumers: number;
};

export type FleetPlan = {
  shares: Share[];
  /** Connections that are left to people, backups and migrations, besides those that Postgres reserves itself. */
  reserve: number;
};

type Service = { replicas: number; surge: number; data: number; consumers: number; queue: boolean };

/** Hops that a service owns. */
export const consumersOf = (service: string): number =>
  route.filter((step) => step.service === service).length;

const built = (service: string, data: number, others: Partial<Service> = {}): [string, Service] => [
  service,
  {
    replicas: 1,
    surge: 0,
    data,
    consumers: consumersOf(service),
    queue: consumersOf(service) > 0,
    ...others,
  },
];

/**
 * The fleet of one machine: a replica each and no surge, because the supervisor starts a service again only when
 * it has ended. Two commands may run at once; a storm watches with two connections more than a run.
 */
const services = new Map<string, Service>([
  built('gateway', 6),
  built('retriever', 4),
  built('redactor', 4),
  built('grounder', 0),
  built('model-proxy', 0),
  built('console', 4),
  built('benchmark', 8, { replicas: 2, queue: true }),
]);

/** Every service that a plan may name. */
export const plannedServices: readonly string[] = [...services.keys()];

const count = z.number().int().min(0).max(10_000);

const planFile = z.strictObject({
  /** See `FleetPlan.reserve`. */
  reserve: count.default(5),
  services: z
    .record(
      z.string().refine((name) => services.has(name), 'no such service'),
      z.strictObject({
        /** Replicas that run side by side. */
        replicas: count.optional(),
        /** Replicas that a rolling deploy starts before it stops old ones. */
        surge: count.default(1),
        /** DATABASE_POOL_MAX of one replica. */
        data: count.optional(),
      }),
    )
    .default({}),
});

const planOf = (reserve: number, all: Map<string, Service>): FleetPlan => ({
  reserve,
  shares: [...all].flatMap(([service, { replicas, surge, data, consumers, queue }]) => {
    const most = replicas + surge;
    const pools: Share[] = [
      { service, pool: 'data', perReplica: data, most, consumers },
      { service, pool: 'queue', perReplica: queue ? queuePoolMax(consumers) : 0, most, consumers },
    ];
    return pools.filter(({ perReplica }) => perReplica > 0 && most > 0);
  }),
});

/** The plan of a laptop, which the embedded stack runs by. */
export const builtInPlan = (): FleetPlan => planOf(3, services);

/**
 * A plan from its JSON text: `{ "reserve": 5, "services": { "retriever": { "replicas": 3, "surge": 1, "data": 6 } } }`.
 * What it does not name is as in the built-in plan. Throws `config.invalid` that names what is wrong with it.
 */
export const parsePlan = (text: string): FleetPlan => {
  const given = planFile.safeParse(jsonOf(text));
  if (!given.success) {
    const problems = given.error.issues.map(
      (issue) => `${issue.path.join('.') || '(plan)'}: ${issue.message}`,
    );
    throw new Failure('config.invalid', { details: { problems } });
  }
  const all = new Map(
    [...services].map(([name, service]) => {
      const asked = given.data.services[name];
      if (asked === undefined) return [name, service];
      const { replicas = service.replicas, surge, data = service.data } = asked;
      return [name, { ...service, replicas, surge, data: service.data === 0 ? 0 : data }];
    }),
  );
  return planOf(given.data.reserve, all);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Failure('config.invalid', { cause: thrown, details: { problems: ['(plan): not JSON'] } });
  }
};

/** The plan in a file, or the built-in one where none is named. Throws `config.invalid`. */
export const readPlan = (file: string | undefined): FleetPlan => {
  if (file === undefined) return builtInPlan();
  try {
    return parsePlan(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('config.invalid', { cause: thrown, details: { problems: ['(plan): no such file'] } });
  }
};

/**
 * What Postgres lets the role of a share open: every replica's pool, and one more for each replica, because
 * Postgres still counts a connection that is being torn down while the pool opens the next one.
 */
export const connectionLimit = ({ perReplica, most }: Share): number => (perReplica + 1) * most;

const safePrefix = /^[a-z][a-z0-9_]{0,20}$/;

/** The role of a service's pool: `rollcall_gateway`, `rollcall_gateway_queue`. Throws a TypeError for a bad prefix. */
export const roleName = ({ service, pool }: Pick<Share, 'service' | 'pool'>, prefix = 'rollcall'): string => {
  if (!safePrefix.test(prefix)) throw new TypeError('a role prefix is lower-case letters, digits and _');
  return `${prefix}_${service.replaceAll('-', '_')}${pool === 'queue' ? '_queue' : ''}`;
};

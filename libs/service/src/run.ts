import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asFailure, Failure } from '@rollcall/failures';
import { type Database, demandSchema, holdSlot, type Slot, warnOfNoTimeLimits } from '@rollcall/postgres';
import type { Consumer, Queue } from '@rollcall/queue';
import { failureFields, type Log, stopTelemetry } from '@rollcall/telemetry';
import type { Router } from 'express';
import { demandTokenOffLoopback } from './access.ts';
import { consumersCheck, databaseCheck, poolCheck } from './checks.ts';
import { answerClientErrors } from './client-error.ts';
import type { QueueSettings, ServiceSettings } from './config.ts';
import { type Check, healthRoutes } from './health.ts';
import { answerFailures, createApp } from './http.ts';
import {
  createMetrics,
  type Metrics,
  type WatchedBreaker,
  type WatchedPool,
  watchBreakers,
  watchConsumers,
  watchPools,
} from './metrics.ts';
import { leaveFleet, refusalOf } from './place-in-fleet.ts';
import { shell } from './shell.ts';
import type { Stage } from './stage.ts';

const SECOND = 1000;

/** How long a starting service waits for Postgres and the queue. */
const dependencyPatienceMs = 30 * SECOND;

/**
 * Connections that the kernel keeps until they are accepted; it takes no more than `net.core.somaxconn`. With
 * Node's 511 a burst of some thousand callers loses some: seen with 246 of 5000.
 */
const backlog = 4096;

export type ServiceParts = {
  name: string;
  settings: ServiceSettings & Partial<QueueSettings>;
  log: Log;
  router: Router;
  db?: Database;
  /** Pools besides `db`, by name: shown and looked at like it, and closed with it. `/readyz` names each. */
  pools?: Record<string, WatchedPool & Pick<Database, 'close'>>;
  queue?: Queue;
  /** Breakers of dependencies besides Postgres and the queue. */
  breakers?: WatchedBreaker[];
  /** Adds metrics of the service's own. */
  observe?: (metrics: Metrics) => void;
  stages?: Stage[];
  /** Jobs at once for each stage. */
  concurrency?: number;
  /** Dependencies besides Postgres, queue and consumers that `/readyz` looks at. */
  checks?: Record<string, Check>;
  /** See `AppOptions.ownTrace`. */
  ownTrace?: boolean;
  /** Starts loops of the service's own once it is up; the answer stops them, before the queue is closed. */
  background?: () => () => Promise<void>;
};

export type RunningService = { url: string; stop(): Promise<void> };

/**
 * Starts a service: HTTP first (so that `/livez` answers), then its dependencies, then its consumers.
 * Throws where a dependency stays away: a process that consumes nothing must not look healthy.
 */
export const startService = async (parts: ServiceParts): Promise<RunningService> => {
  const { name, log, settings, db, queue } = parts;
  demandTokenOffLoopback(settings);
  const metrics = createMetrics(name);
  const pools = parts.pools ?? {};
  watchPools(metrics, { ...(db && { own: db }), ...pools });
  watchBreakers(metrics, [
    ...(db ? [db.breaker] : []),
    ...(queue ? [queue.breaker] : []),
    ...(parts.breakers ?? []),
  ]);
  parts.observe?.(metrics);
  const consumers: Consumer[] = [];
  const slots: Slot[] = [];
  watchConsumers(metrics, consumers);
  const state = { started: false, draining: false };

  const options = { metrics, log, ownTrace: parts.ownTrace ?? false };
  const app = createApp(options);
  healthRoutes(app, { service: name, metrics, log, checks: checksOf(parts, consumers, slots, state) });
  app.use(parts.router);
  answerFailures(app, options);
  const server = await listen(app, settings);
  answerClientErrors(server, metrics);

  await enter().catch(async (thrown) => {
    server.close();
    await leaveFleet(slots);
    throw refusalOf(thrown, name);
  });
  const stopBackground = parts.background?.();
  state.started = true;
  const { port } = server.address() as AddressInfo;
  const url = `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${port}`;
  log.info('started', { url });

  let stopping: Promise<void> | undefined;
  return {
    url,
    stop: () => {
      stopping ??= drain();
      return stopping;
    },
  };

  /** In order: the dependencies, a slot for each pool, then work. */
  async function enter(): Promise<void> {
    const patience = Date.now() + dependencyPatienceMs;
    const overBudget = settings.ROLLCALL_OVER_BUDGET === '1';
    if (db) {
      await patiently(() => demandSchema(db), patience);
      await patiently(() => warnOfNoTimeLimits(db, log), patience);
      slots.push(await patiently(() => claimSlot(db, parts, overBudget), patience));
    }
    if (queue) {
      await patiently(() => queue.ping(), patience);
      slots.push(await patiently(() => queue.claim({ overBudget }), patience));
      for (const stage of parts.stages ?? []) {
        const handler = shell(stage, { queue, metrics, log, retries: settings });
        consumers.push(await queue.consume(stage.hop, handler, { concurrency: parts.concurrency ?? 8 }));
      }
    }
  }

  /** In order: no new work, finish or hand back jobs, answer open requests, close what is shared. */
  async function drain(): Promise<void> {
    state.draining = true;
    log.info('draining', {});
    const closed = closeServer(server, settings.DRAIN_DEADLINE_MS);
    await Promise.all(consumers.map((consumer) => consumer.drain(settings.DRAIN_DEADLINE_MS)));
    await stopBackground?.();
    await closed;
    await leaveFleet(slots);
    await queue?.close();
    await db?.close();
    for (const pool of Object.values(pools)) await pool.close();
    log.info('stopped', {});
    await stopTelemetry();
  }
};

/** The body of a `main.ts`: start, stop on SIGTERM and SIGINT, exit 1 where something unexpected is thrown. */
export const runService = async (parts: ServiceParts): Promise<void> => {
  const { log } = parts;
  const die = (event: string) => (thrown: unknown) => {
    const failure = asFailure(thrown);
    // Names of settings and the rules that they break; never their values.
    const problems = failure.details?.problems;
    log.error(event, {
      ...failureFields(failure),
      problems: Array.isArray(problems) ? problems.join('; ') : undefined,
    });
    process.exit(1);
  };
  process.on('uncaughtException', die('uncaught exception'));
  process.on('unhandledRejection', die('unhandled rejection'));
  const service = await startService(parts).catch(die('could not start'));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void service.stop().then(() => process.exit(0), die('could not stop'));
    });
  }
};

const checksOf = (
  { db, pools = {}, queue, stages = [], checks }: ServiceParts,
  consumers: Consumer[],
  slots: Slot[],
  state: { started: boolean; draining: boolean },
): Record<string, Check> => ({
  budget: async () => {
    for (const slot of slots) slot.check();
  },
  ...(db ? { postgres: databaseCheck(db) } : {}),
  ...Object.fromEntries(Object.entries(pools).map(([pool, each]) => [pool, poolCheck(each)])),
  ...(queue ? { queue: () => queue.ping() } : {}),
  consumers: consumersCheck({ queue, stages, consumers, state }),
  ...checks,
});

/** The slot of the service's own pool. */
const claimSlot = (db: Database, { name, settings, log }: ServiceParts, overBudget: boolean): Promise<Slot> =>
  holdSlot((text, values) => db.query({ name: '', text, values }), {
    service: name,
    pool: 'data',
    max: db.stats().max,
    replica: settings.ROLLCALL_REPLICA,
    overBudget,
    log,
  });

const listen = (app: ReturnType<typeof createApp>, settings: ServiceSettings): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = app.listen(settings.PORT, settings.HOST, backlog, (error?: Error) => {
      if (error) reject(new Failure('config.invalid', { cause: error, details: { variable: 'PORT' } }));
      else resolve(server);
    });
    server.headersTimeout = 10 * SECOND;
    server.requestTimeout = 5 * 60 * SECOND;
    server.maxHeadersCount = 100;
  });

/** Tries until it works or the patience is over; then throws the last failure. */
const patiently = async <T>(work: () => Promise<T>, until: number): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (Date.now() > until || !asFailure(thrown).retryable) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
};

/** Lets open requests finish, then cuts what is left. */
const closeServer = (server: Server, deadlineMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });

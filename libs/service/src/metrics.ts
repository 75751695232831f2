import type { Breaker } from '@rollcall/breaker';
import type { Database } from '@rollcall/postgres';
import type { Consumer } from '@rollcall/queue';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds: from a quick query to a slow model. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What every service counts; `/metrics` shows it in Prometheus' text format. */
export const createMetrics = (service: string) => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  // A look at the event loop every 10 ms, the default, keeps an idle process busy.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'rollcall_http_request_duration_seconds',
      help: 'Time to answer a request, failures included.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets,
      registers,
    }),
    hopSeconds: new Histogram({
      name: 'rollcall_hop_duration_seconds',
      help: 'Work on one job, failures included; the outcome is a next hop, retry, dropped or an error code.',
      labelNames: ['hop', 'outcome'] as const,
      buckets,
      registers,
    }),
    queueWaitSeconds: new Histogram({
      name: 'rollcall_queue_wait_seconds',
      help: 'Time that a job waited before its first try.',
      labelNames: ['hop'] as const,
      buckets,
      registers,
    }),
    failures: new Counter({
      name: 'rollcall_failures_total',
      help: 'Failures by catalogue code.',
      labelNames: ['code', 'where'] as const,
      registers,
    }),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;

/** What a pool shows of itself. */
export type WatchedPool = Pick<Database, 'stats' | 'leaks' | 'starvedForMs'>;

/**
 * Shows the pools' connections (total, idle, waiting callers, the bound), who kept one for too long, and whether
 * they serve their callers. The one named `own` is the service's usual pool and has no label `pool`.
 */
export const watchPools = (metrics: Metrics, pools: Record<string, WatchedPool>): void => {
  const named = Object.entries(pools).map(([name, pool]) => ({
    pool,
    label: name === 'own' ? {} : { pool: name },
  }));
  new Gauge({
    name: 'rollcall_postgres_pool_connections',
    help: 'Connections of the shared pool by state; `waiting` counts callers without one.',
    labelNames: ['state', 'pool'] as const,
    registers: [metrics.registry],
    collect() {
      for (const { pool, label } of named) {
        for (const [state, count] of Object.entries(pool.stats())) this.set({ state, ...label }, count);
      }
    },
  });
  new Counter({
    name: 'rollcall_postgres_leaks_total',
    help: 'Connections that were borrowed for too long, by the place in the code that borrowed them.',
    labelNames: ['site', 'pool'] as const,
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const { pool, label } of named) {
        for (const { site, count } of pool.leaks()) this.inc({ site, ...label }, count);
      }
    },
  });
  new Gauge({
    name: 'rollcall_postgres_pool_starved_seconds',
    help: 'How long every connection has been borrowed and no caller served; 0 within the acquire time-out.',
    labelNames: ['pool'] as const,
    registers: [metrics.registry],
    collect() {
      for (const { pool, label } of named) this.set(label, pool.starvedForMs() / 1000);
    },
  });
};

/** Shows what each consumer has taken and has at work; `consumers` may grow until the service is up. */
export const watchConsumers = (metrics: Metrics, consumers: Consumer[]): void => {
  new Counter({
    name: 'rollcall_jobs_taken_total',
    help: 'Jobs that this process has taken, repeated tries included.',
    labelNames: ['hop'] as const,
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const consumer of consumers) this.inc({ hop: consumer.hop }, consumer.work().taken);
    },
  });
  new Gauge({
    name: 'rollcall_jobs_at_work',
    help: 'Jobs that this process has at work now.',
    labelNames: ['hop'] as const,
    registers: [metrics.registry],
    collect() {
      for (const consumer of consumers) this.set({ hop: consumer.hop }, consumer.work().busySince.length);
    },
  });
};

/** What a breaker shows of itself. */
export type WatchedBreaker = Pick<Breaker, 'dependency' | 'state' | 'trips'>;

const breakerValues = { closed: 0, 'half-open': 1, open: 2 };

/** Shows the breakers of the process's dependencies. */
export const watchBreakers = (metrics: Metrics, breakers: WatchedBreaker[]): void => {
  new Gauge({
    name: 'rollcall_breaker_state',
    help: 'Circuit breaker of a dependency: 0 closed, 1 half-open, 2 open.',
    labelNames: ['dependency'] as const,
    registers: [metrics.registry],
    collect() {
      for (const { dependency, state } of breakers) this.set({ dependency }, breakerValues[state()]);
    },
  });
  new Counter({
    name: 'rollcall_breaker_trips_total',
    help: 'Times that a breaker opened after it was closed.',
    labelNames: ['dependency'] as const,
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const { dependency, trips } of breakers) this.inc({ dependency }, trips());
    },
  });
};

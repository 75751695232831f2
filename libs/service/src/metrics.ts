import type { Database } from '@rollcall/postgres';
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

/** Shows the pool's connections (total, idle, waiting callers, the bound) and who kept one for too long. */
export const watchPool = (metrics: Metrics, db: Database): void => {
  const gauge = new Gauge({
    name: 'rollcall_postgres_pool_connections',
    help: 'Connections of the shared pool by state; `waiting` counts callers without one.',
    labelNames: ['state'] as const,
    registers: [metrics.registry],
    collect() {
      for (const [state, count] of Object.entries(db.stats())) gauge.set({ state }, count);
    },
  });
  const leaks: Counter<'site'> = new Counter({
    name: 'rollcall_postgres_leaks_total',
    help: 'Connections that were borrowed for too long, by the place in the code that borrowed them.',
    labelNames: ['site'] as const,
    registers: [metrics.registry],
    collect() {
      leaks.reset();
      for (const { site, count } of db.leaks()) leaks.inc({ site }, count);
    },
  });
};

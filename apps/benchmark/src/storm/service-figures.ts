import { type Metric, readMetrics } from './metrics-text.ts';
import type { LeakSeen, PoolKey } from './sample.ts';

const names = {
  pool: 'rollcall_postgres_pool_connections',
  leaks: 'rollcall_postgres_leaks_total',
  memory: 'process_resident_memory_bytes',
  start: 'process_start_time_seconds',
};
const wanted = new Set(Object.values(names));

/** What one service says of itself on `/metrics`. */
export type ServiceFigures = {
  waiting: Record<PoolKey, number>;
  borrowed: Record<PoolKey, number>;
  /** The pools' own bounds. */
  most: Record<PoolKey, number>;
  memoryBytes: number | undefined;
  startedAtMs: number | undefined;
  leaks: LeakSeen[];
};

/** A service's own pool goes by its name; a further one has a label `pool`. */
const keyOf = (service: string, { labels }: Metric): PoolKey =>
  labels.pool === undefined ? service : `${service} ${labels.pool}`;

/** Reads a service's `/metrics` text. Pure. */
export const serviceFigures = (service: string, text: string): ServiceFigures => {
  const metrics = readMetrics(text, wanted);
  const pools = metrics.filter(({ name }) => name === names.pool);
  const state = (wantedState: string): Record<PoolKey, number> =>
    Object.fromEntries(
      pools
        .filter(({ labels }) => labels.state === wantedState)
        .map((metric) => [keyOf(service, metric), metric.value]),
    );
  const idle = state('idle');
  const one = (wantedName: string) => metrics.find(({ name }) => name === wantedName)?.value;
  const start = one(names.start);
  return {
    waiting: state('waiting'),
    borrowed: Object.fromEntries(
      Object.entries(state('total')).map(([pool, total]) => [pool, total - (idle[pool] ?? 0)]),
    ),
    most: state('max'),
    memoryBytes: one(names.memory),
    startedAtMs: start === undefined ? undefined : start * 1000,
    leaks: metrics
      .filter(({ name }) => name === names.leaks)
      .map((metric) => ({
        service,
        pool: keyOf(service, metric),
        site: metric.labels.site ?? 'unknown',
        count: metric.value,
      })),
  };
};

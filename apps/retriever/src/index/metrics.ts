import type { Metrics } from '@rollcall/service';
import { Counter, Gauge } from 'prom-client';
import type { SnapshotFigures } from './snapshots.ts';

/** Shows the snapshots in memory and what they cost. */
export const watchSnapshots = ({ registry }: Metrics, figures: () => SnapshotFigures): void => {
  const registers = [registry];
  new Gauge({
    name: 'rollcall_search_snapshot_bytes',
    help: 'Memory of the collections that are searched in memory; SEARCH_MEMORY_MIB bounds it.',
    registers,
    collect() {
      this.set(figures().bytes);
    },
  });
  const counter = (name: string, help: string, of: (now: SnapshotFigures) => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(of(figures()));
      },
    });
  };
  counter(
    'rollcall_search_loads_total',
    'Times that a collection was read or brought up to date.',
    (now) => now.loads,
  );
  counter('rollcall_search_load_seconds_total', 'Time that these took together.', (now) => now.loadSeconds);
  counter(
    'rollcall_search_evictions_total',
    'Collections that were given up for the memory of others.',
    (now) => now.evictions,
  );
  new Counter({
    name: 'rollcall_search_sql_fallbacks_total',
    help: 'Questions that Postgres ranked: the collection is over the budget, not read yet, or changes too quickly.',
    labelNames: ['reason'] as const,
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(figures().fallbacks)) this.inc({ reason }, count);
    },
  });
};

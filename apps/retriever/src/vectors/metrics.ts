import type { Metrics } from '@rollcall/service';
import { Counter, Gauge } from 'prom-client';
import type { MemoryBudget } from '../memory-budget.ts';
import type { Ranking } from './degradation.ts';
import type { Embedding } from './embed-passages.ts';

/** What hybrid search counts; filled once the service's registry is there. */
export type VectorMetrics = {
  /** Adds the metrics to the service's. */
  observe(metrics: Metrics): void;
  answered(ranking: Ranking): void;
  embedded(done: Embedding): void;
  failed(code: string): void;
};

export const createVectorMetrics = (memory: MemoryBudget): VectorMetrics => {
  const answers = new Counter({
    name: 'rollcall_retrievals_total',
    help: 'Questions answered, by how passages were ranked and what kept vectors out of it.',
    labelNames: ['mode', 'degraded'] as const,
    registers: [],
  });
  const passages = new Counter({
    name: 'rollcall_embedded_passages_total',
    help: 'Passages whose text was sent to the embedding endpoint: `stored`, or `rejected` by it.',
    labelNames: ['outcome'] as const,
    registers: [],
  });
  const failures = new Counter({
    name: 'rollcall_embedding_failures_total',
    help: 'Batches of passages that could not be embedded and are tried again, by code.',
    labelNames: ['code'] as const,
    registers: [],
  });
  return {
    observe: ({ registry }) => {
      registry.registerMetric(answers);
      registry.registerMetric(passages);
      registry.registerMetric(failures);
      new Gauge({
        name: 'rollcall_search_vector_bytes',
        help: 'Memory of the vectors that are searched in memory; SEARCH_MEMORY_MIB bounds it and the snapshots together.',
        registers: [registry],
        collect() {
          this.set(memory.stats().bytes);
        },
      });
    },
    answered: ({ mode, degraded }) => answers.inc({ mode, degraded: degraded ?? 'none' }),
    embedded: ({ stored, rejected }) => {
      if (stored > 0) passages.inc({ outcome: 'stored' }, stored);
      if (rejected > 0) passages.inc({ outcome: 'rejected' }, rejected);
    },
    failed: (code) => failures.inc({ code }),
  };
};

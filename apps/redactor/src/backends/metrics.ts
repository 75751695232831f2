import type { Metrics } from '@rollcall/service';
import { Counter, Histogram } from 'prom-client';
import type { BackendName } from './backend.ts';

/** Seconds: from a quick answer to the longest that anybody waits. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What back-ends count; filled once the service's registry is there. */
export type BackendMetrics = {
  /** Adds the metrics to the service's. */
  observe(metrics: Metrics): void;
  /** A text was asked about; the outcome is `ok` or a code. */
  asked(backend: BackendName, outcome: string, seconds: number): void;
  /** Texts whose findings were remembered. */
  known(backend: BackendName, texts: number): void;
  found(backend: BackendName, findings: number): void;
};

export const createBackendMetrics = (): BackendMetrics => {
  const seconds = new Histogram({
    name: 'rollcall_redact_backend_duration_seconds',
    help: 'Time of a back-end for one text, waiting for its turn not counted; the outcome is `ok` or an error code.',
    labelNames: ['backend', 'outcome'] as const,
    buckets,
    registers: [],
  });
  const known = new Counter({
    name: 'rollcall_redact_backend_known_texts_total',
    help: 'Texts that a back-end was not asked about, because what it finds there was remembered.',
    labelNames: ['backend'] as const,
    registers: [],
  });
  const findings = new Counter({
    name: 'rollcall_redact_backend_findings_total',
    help: 'Findings that a back-end answered, before ours and thresholds are set against them.',
    labelNames: ['backend'] as const,
    registers: [],
  });
  return {
    observe: ({ registry }) => {
      for (const metric of [seconds, known, findings]) registry.registerMetric(metric);
    },
    asked: (backend, outcome, taken) => seconds.observe({ backend, outcome }, taken),
    known: (backend, texts) => known.inc({ backend }, texts),
    found: (backend, count) => findings.inc({ backend }, count),
  };
};

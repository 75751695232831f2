import type { Metrics } from '@rollcall/service';
import { Counter } from 'prom-client';
import type { InjectionCode } from './injection.ts';

/** Counts what was taken out of sources; filled once the service's registry is there. */
export const createInjectionMetric = () => {
  const injections = new Counter({
    name: 'rollcall_injections_total',
    help: 'Tricks that were taken out of quoted sources, by their code: one for each passage and code.',
    labelNames: ['code'] as const,
    registers: [],
  });
  return {
    /** Adds the metric to the service's. */
    observe: ({ registry }: Metrics): void => registry.registerMetric(injections),
    note: (code: InjectionCode): void => injections.inc({ code }),
  };
};

import type { BenchmarkConfig } from '../config.ts';
import type { StackWishes } from '../stack/services.ts';
import type { LookupMode, LookupServer } from './lookup-server.ts';

const SECOND = 1000;

/** Time for each document: a start, and a share for each of the others that are served meanwhile. */
export const deadlineMsOf = (documents: number): number => 60 * SECOND + documents * 200;

/** A stack of the storm's own calls the small model, whatever the environment names. */
export const withSmallModel = (config: BenchmarkConfig): BenchmarkConfig => ({
  ...config,
  MODEL_BASE_URL: undefined,
  MODEL_API_KEY: undefined,
  MODEL_NAME: undefined,
});

/** No limit below the storm's size at the lookup, and a gateway that lets every caller wait. */
export const settingsFor = (
  { documents, lookup }: { documents: number; lookup?: LookupMode | undefined },
  server: LookupServer | undefined,
): StackWishes['extra'] => ({
  gateway: {
    MAX_WAITING: String(documents * 2),
    REQUEST_DEADLINE_MAX_MS: String(deadlineMsOf(documents)),
  },
  retriever: {
    CONCURRENCY: String(Math.max(8, documents)),
    ...(server && {
      LOOKUP: lookup ?? 'pooled',
      LOOKUP_DATABASE_URL: server.url,
      LOOKUP_POOL_MAX: String(server.poolMax),
    }),
  },
});

import type { Breaker } from '@rollcall/breaker';
import type { Database } from '@rollcall/postgres';
import type { Metrics } from '@rollcall/service';
import { concurrencyLimit } from '@rollcall/service';
import type { Log } from '@rollcall/telemetry';
import type { Config } from '../config.ts';
import type { Search } from '../find-passages.ts';
import { createMemoryBudget } from '../memory-budget.ts';
import { createEmbeddingLoop } from './embedding-loop.ts';
import { openEndpoint } from './endpoint.ts';
import { createFind, type Find } from './find.ts';
import { createVectorMetrics } from './metrics.ts';
import { openRedactor } from './redactor.ts';
import { createSnapshots } from './snapshots.ts';

const SECOND = 1000;

/** What the service does with vectors, or without any. */
export type Vectors = {
  find: Find;
  breakers: Breaker[];
  observe(metrics: Metrics): void;
  /** Starts the work on passages; what it answers stops it. */
  start(): () => Promise<void>;
};

type Settings = Pick<
  Config,
  Extract<keyof Config, `EMBEDDINGS_${string}` | 'REDACTOR_URL' | 'ROLLCALL_SERVICE_TOKEN' | 'searchBytes'>
>;

export type VectorParts = {
  db: Database;
  log: Log;
  search: Search;
  /** What others take now of the memory for searching. */
  takenBytes?: () => number;
  /** How long nothing is looked for where there was nothing to embed, in milliseconds. Default 2 s. */
  idleMs?: number;
};

/** Puts search together by the settings: with vectors where they name an endpoint, else by BM25 alone. */
export const openVectors = (config: Settings, parts: VectorParts): Vectors => {
  const { db, log, search, takenBytes = () => 0, idleMs = 2 * SECOND } = parts;
  const memory = createMemoryBudget(() => config.searchBytes - takenBytes());
  const metrics = createVectorMetrics(memory);
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model } = config;
  if (url === undefined || model === undefined) {
    return {
      find: createFind({ search, dense: undefined, onAnswer: metrics.answered }),
      breakers: [],
      observe: metrics.observe,
      start: () => async () => {},
    };
  }

  const endpoint = openEndpoint({
    url,
    apiKey: config.EMBEDDINGS_API_KEY,
    model,
    dimensions: config.EMBEDDINGS_DIMENSIONS,
    encoding: config.EMBEDDINGS_ENCODING,
    log,
  });
  const redactor =
    config.REDACTOR_URL === undefined
      ? undefined
      : openRedactor({ url: config.REDACTOR_URL, token: config.ROLLCALL_SERVICE_TOKEN, log });
  const recipe = {
    model,
    dimensions: config.EMBEDDINGS_DIMENSIONS,
    passagePrefix: config.EMBEDDINGS_PASSAGE_PREFIX,
    questionPrefix: config.EMBEDDINGS_QUESTION_PREFIX,
    isTrusted: config.EMBEDDINGS_TRUSTED === '1',
  };
  const maxChars = config.EMBEDDINGS_MAX_CHARS;
  const loop = createEmbeddingLoop({
    db,
    log,
    endpoint,
    redactor,
    recipe,
    limits: {
      inputs: config.EMBEDDINGS_BATCH_INPUTS,
      chars: config.EMBEDDINGS_BATCH_CHARS,
      maxChars,
      timeoutMs: config.EMBEDDINGS_BATCH_TIMEOUT_MS,
    },
    usePgvector: config.EMBEDDINGS_PGVECTOR === 'auto',
    idleMs,
    onBatch: metrics.embedded,
    onFailure: ({ code }) => metrics.failed(code),
  });
  const dense = {
    endpoint,
    redactor,
    recipe,
    maxChars,
    places: concurrencyLimit(config.EMBEDDINGS_CONCURRENCY),
    scans: concurrencyLimit(1),
    snapshots: createSnapshots(memory),
    timeoutMs: config.EMBEDDINGS_TIMEOUT_MS,
    hasPgvector: loop.hasPgvector,
  };
  return {
    find: createFind({ search, dense, onAnswer: metrics.answered }),
    breakers: [endpoint.breaker, ...(redactor ? [redactor.breaker] : [])],
    observe: metrics.observe,
    start: loop.start,
  };
};

import { databaseSettings, queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';
import type { IngestLimits } from './limits.ts';

const MIB = 1024 * 1024;
const SECOND = 1000;

const positive = z.coerce.number().int().positive();

/** Hybrid search: only where there is an endpoint (docs/hybrid-search.md). */
const embeddingSettings = {
  /** An OpenAI-compatible endpoint, its `/v1` included. */
  EMBEDDINGS_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Bearer key for the endpoint; no `authorization` is sent without one. */
  EMBEDDINGS_API_KEY: z.string().optional(),
  EMBEDDINGS_MODEL: z.string().min(1).max(200).optional(),
  /** Dimension to ask the endpoint for, and to demand; the model's own where not set. */
  EMBEDDINGS_DIMENSIONS: positive.max(16_384).optional(),
  /** `1`: the endpoint may see unmasked text of the collections whose policy says `trusted`. */
  EMBEDDINGS_TRUSTED: z.enum(['0', '1']).default('0'),
  /** What the model wants before a question and before a passage, such as `query: ` and `passage: `. */
  EMBEDDINGS_QUESTION_PREFIX: z.string().max(500).default(''),
  EMBEDDINGS_PASSAGE_PREFIX: z.string().max(500).default(''),
  /** Form of the numbers that the endpoint is asked for. */
  EMBEDDINGS_ENCODING: z.enum(['base64', 'float']).default('base64'),
  /** Longest that a question may wait for its vector, in milliseconds; BM25 alone answers then. */
  EMBEDDINGS_TIMEOUT_MS: positive.default(2 * SECOND),
  /** Longest call for passages, in milliseconds. */
  EMBEDDINGS_BATCH_TIMEOUT_MS: positive.default(30 * SECOND),
  /** Passages of one call, and their UTF-16 units together. */
  EMBEDDINGS_BATCH_INPUTS: positive.max(2048).default(64),
  EMBEDDINGS_BATCH_CHARS: positive.default(100_000),
  /** UTF-16 units of one text that are embedded; the rest of a longer one is left out. */
  EMBEDDINGS_MAX_CHARS: positive.default(8000),
  /** Questions at the endpoint at once. */
  EMBEDDINGS_CONCURRENCY: positive.default(16),
  /** `off`: vectors are searched in this process although Postgres has the extension pgvector. */
  EMBEDDINGS_PGVECTOR: z.enum(['auto', 'off']).default('auto'),
  /** The redactor, which masks what an endpoint that is not trusted gets to see. */
  REDACTOR_URL: z.url({ protocol: /^https?$/ }).optional(),
};

const settings = serviceSettings
  .extend(queueSettings.shape)
  .extend(databaseSettings.shape)
  .extend({
    /** Bytes of one document as JSON. A line of NDJSON is one document. */
    INGEST_MAX_DOCUMENT_BYTES: positive.default(16 * MIB),
    /** Documents of one request. */
    INGEST_MAX_DOCUMENTS: positive.default(20_000),
    /** Bytes of one request's body. */
    INGEST_MAX_BODY_BYTES: positive.default(128 * MIB),
    /** Bytes of a body that is a JSON array, which is not streamed. */
    INGEST_MAX_ARRAY_BYTES: positive.default(16 * MIB),
    /** MiB that collections may take in memory to be searched there; those beyond are searched in Postgres. */
    SEARCH_MEMORY_MIB: z.coerce.number().int().min(0).default(512),
    /** Another server for the hop's lookups; the database itself where not set. */
    LOOKUP_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    /** Most connections to that server. */
    LOOKUP_POOL_MAX: positive.default(4),
    /** `leaking` opens a connection for each lookup and never closes it: for rehearsals, never in production. */
    LOOKUP: z.enum(['pooled', 'leaking']).default('pooled'),
    NODE_ENV: z.string().optional(),
  })
  .extend(embeddingSettings)
  .superRefine(({ LOOKUP, LOOKUP_DATABASE_URL, NODE_ENV }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['LOOKUP'], message });
    if (LOOKUP !== 'leaking') return;
    if (NODE_ENV === 'production') refuse('leaking is for rehearsals, never in production');
    if (LOOKUP_DATABASE_URL === undefined) refuse('leaking needs a server of its own: LOOKUP_DATABASE_URL');
  })
  .superRefine(({ EMBEDDINGS_URL, EMBEDDINGS_MODEL }, context) => {
    if (EMBEDDINGS_URL === undefined || EMBEDDINGS_MODEL !== undefined) return;
    context.addIssue({ code: 'custom', path: ['EMBEDDINGS_MODEL'], message: 'EMBEDDINGS_URL needs a model' });
  });

export type Config = z.infer<typeof settings> & { limits: IngestLimits; searchBytes: number };

/** Reads the environment. Throws `config.invalid` with everything that is wrong. */
export const readConfig = (env?: Record<string, string | undefined>): Config => {
  const read = readSettings(settings, env);
  return {
    ...read,
    searchBytes: read.SEARCH_MEMORY_MIB * MIB,
    limits: {
      documentBytes: read.INGEST_MAX_DOCUMENT_BYTES,
      documents: read.INGEST_MAX_DOCUMENTS,
      bodyBytes: read.INGEST_MAX_BODY_BYTES,
      arrayBytes: read.INGEST_MAX_ARRAY_BYTES,
    },
  };
};

import { databaseSettings, queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';
import type { IngestLimits } from './limits.ts';

const MIB = 1024 * 1024;

const positive = z.coerce.number().int().positive();

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
  .superRefine(({ LOOKUP, LOOKUP_DATABASE_URL, NODE_ENV }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['LOOKUP'], message });
    if (LOOKUP !== 'leaking') return;
    if (NODE_ENV === 'production') refuse('leaking is for rehearsals, never in production');
    if (LOOKUP_DATABASE_URL === undefined) refuse('leaking needs a server of its own: LOOKUP_DATABASE_URL');
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

import { resolve } from 'node:path';
import { databaseSettings, queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { type KeyRing, parseKeyRing } from '@rollcall/vault';
import { z } from 'zod';
import { defaultThreshold } from './analyze.ts';
import { readTypeMapping } from './backends/foreign-types.ts';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const MIB = 1024 * 1024;

const positive = z.coerce.number().int().positive();

/** `THEIRS=OURS,THEIRS=`: our type for another vocabulary's, or none. */
const types = z
  .string()
  .default('')
  .transform((written, context) => {
    const mapping = readTypeMapping(written);
    if (mapping !== undefined) return mapping;
    context.addIssue({ code: 'custom', message: 'wants THEIRS=OURS,..., with types of /supportedentities' });
    return z.NEVER;
  });

/** Others who find personal data, only where the operator names them (docs/adding-a-model-for-names.md). */
const backendSettings = {
  /** An analyzer with Presidio's HTTP API, trusted with unmasked text. */
  REDACT_PRESIDIO_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).username === '', 'a user in the URL is not sent; use REDACT_PRESIDIO_TOKEN')
    .optional(),
  /** Bearer token for it. */
  REDACT_PRESIDIO_TOKEN: z.string().optional(),
  /** A language that it is set up for. */
  REDACT_PRESIDIO_LANGUAGE: z.string().min(1).max(35).default('en'),
  /** Least score that it is asked for; REDACT_THRESHOLD and policies count besides. */
  REDACT_PRESIDIO_THRESHOLD: z.coerce.number().min(0).max(1).default(0),
  REDACT_PRESIDIO_TYPES: types,
  /** Texts that it is asked about at once, by this process. */
  REDACT_PRESIDIO_CONCURRENCY: positive.max(1000).default(4),
  /** Longest call, in milliseconds. */
  REDACT_PRESIDIO_TIMEOUT_MS: positive.default(10 * SECOND),
  /** A folder (absolute, or with a dot in front) with an ONNX token classifier, or a model's id. */
  REDACT_NER_MODEL: z
    .string()
    .min(1)
    .transform((model) => (model.startsWith('.') ? resolve(model) : model))
    .optional(),
  /** A folder; `@huggingface/transformers` is looked for in its `node_modules`. The redactor's own where not set. */
  REDACT_NER_MODULES: z
    .string()
    .min(1)
    .transform((folder) => resolve(folder))
    .optional(),
  /** `1`: what a model's id needs and is not there may be fetched. */
  REDACT_NER_ALLOW_DOWNLOAD: z.enum(['0', '1']).default('0'),
  /** Which of the model's weights to take, such as `q8` for `model_quantized.onnx`. */
  REDACT_NER_DTYPE: z
    .string()
    .regex(/^[a-z0-9]{1,20}$/)
    .optional(),
  REDACT_NER_TYPES: types,
  /** Processors for one text. */
  REDACT_NER_THREADS: positive.max(256).default(1),
  /** Longest silence of the model within a text, in milliseconds; it speaks every 600 characters. */
  REDACT_NER_TIMEOUT_MS: positive.default(20 * SECOND),
  /** Longest time of all back-ends for one document, in milliseconds. */
  REDACT_BACKEND_DOCUMENT_MS: positive.max(3_600_000).default(60 * SECOND),
};

const settings = serviceSettings
  .extend(queueSettings.shape)
  .extend(databaseSettings.shape)
  .extend({
    /** `keyId:base64,...`: AES-256 keys, the current one first. The gateway has the same. */
    ROLLCALL_VAULT_KEY: z.string(),
    /** How long masked values are kept, in milliseconds: as long as a row may be opened again. */
    VAULT_TTL_MS: z.coerce
      .number()
      .int()
      .positive()
      .default(7 * DAY),
    /** Least score of what is masked and answered, from 0 to 1. */
    REDACT_THRESHOLD: z.coerce.number().min(0).max(1).default(defaultThreshold),
    /** How many findings in passages are remembered, with one for each text; about 200 bytes each. 0: none. */
    REDACT_CACHE_FINDINGS: z.coerce.number().int().min(0).default(50_000),
    /** Most bytes of the body of an HTTP request. */
    REDACT_MAX_BODY_BYTES: z.coerce
      .number()
      .int()
      .positive()
      .default(1 * MIB),
    /** Threads besides the service's own for texts of more than 131,072 characters, once there is one. */
    REDACT_LONG_TEXT_THREADS: z.coerce.number().int().min(0).max(16).default(1),
  })
  .extend(backendSettings);

export type Config = z.infer<typeof settings> & { ring: KeyRing };

/** Reads the environment. Throws `config.invalid` with everything that is wrong. */
export const readConfig = (env?: Record<string, string | undefined>): Config => {
  const read = readSettings(settings, env);
  return { ...read, ring: parseKeyRing(read.ROLLCALL_VAULT_KEY) };
};

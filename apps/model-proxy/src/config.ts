import { queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const settings = serviceSettings.extend(queueSettings.shape).extend({
  /** Jobs at once: as many as calls, for a job here does little but wait. */
  CONCURRENCY: queueSettings.shape.CONCURRENCY.unwrap().default(16),
  /** Any OpenAI-compatible endpoint, its `/v1` included. */
  MODEL_BASE_URL: z.url({ protocol: /^https?$/ }),
  /** Bearer key for the endpoint; no `authorization` is sent without one. */
  MODEL_API_KEY: z.string().optional(),
  /** The model of a document that names none. */
  MODEL_NAME: z.string().default('small-extractive'),
  /** Whose API it is: `gen_ai.provider.name` on spans. */
  MODEL_PROVIDER: z.string().default('openai'),
  /** Stream from the endpoint, which measures the time to the first token and notices a stall. */
  MODEL_STREAM: z.stringbool().default(true),
  /** Longest whole call, in milliseconds; Node's fetch ends one without headers after 5 minutes anyway. */
  MODEL_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .positive()
    .max(5 * MINUTE)
    .default(2 * MINUTE),
  /** Longest silence of a stream after its first chunk, in milliseconds. */
  MODEL_IDLE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(20 * SECOND),
  /** Calls to the endpoint at once, of this process. */
  MODEL_CONCURRENCY: z.coerce.number().int().positive().max(1000).default(16),
  /** Most tokens of an answer where a document does not say. */
  MODEL_MAX_TOKENS: z.coerce.number().int().positive().default(1024),
  /** The field that says so: newer OpenAI models take only the second. */
  MODEL_MAX_TOKENS_FIELD: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
  /** Longest reply of the endpoint, in bytes; a longer one is cut off as a bad response. */
  MODEL_MAX_REPLY_BYTES: z.coerce.number().int().positive().default(4_000_000),
});

export type ModelProxyConfig = z.infer<typeof settings>;

/** Reads the model proxy's environment. Throws `config.invalid` that names every mistake. */
export const readConfig = (env?: Record<string, string | undefined>): ModelProxyConfig =>
  readSettings(settings, env);

import { databaseSettings, queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const schema = serviceSettings
  .extend(queueSettings.shape)
  .extend(databaseSettings.shape)
  .extend({
    PORT: z.coerce.number().int().min(0).max(65_535).default(7400),
    DATABASE_POOL_MAX: z.coerce.number().int().min(3).default(6),
    RETRIEVER_URL: z.url().default('http://127.0.0.1:7401'),
    MODEL_PROXY_URL: z.url().default('http://127.0.0.1:7404'),
    /** `keyId:base64,...`; the first key is the current one. The redactor has the same. */
    ROLLCALL_VAULT_KEY: z.string(),
    /** `1`: demand a key on loopback too. Off loopback keys are always demanded. */
    ROLLCALL_REQUIRE_KEYS: z.enum(['0', '1']).default('0'),
    /** Allowed time of a request that names none, and the most that one may name; milliseconds. */
    REQUEST_DEADLINE_MS: z.coerce.number().int().positive().default(MINUTE),
    REQUEST_DEADLINE_MAX_MS: z.coerce
      .number()
      .int()
      .positive()
      .default(10 * MINUTE),
    /** Callers that one gateway lets stand in line, and that it lets wait for an answer; more are answered 429. */
    MAX_WAITING: z.coerce.number().int().positive().default(2000),
  });

export type GatewayConfig = z.infer<typeof schema>;

/** What the gateway reads of the environment. Throws `config.invalid`. */
export const readConfig = (env?: Record<string, string | undefined>): GatewayConfig =>
  readSettings(schema, env);

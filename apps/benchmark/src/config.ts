import { databaseSettings, readSettings } from '@rollcall/service';
import { z } from 'zod';

const postgres = z.url({ protocol: /^postgres(ql)?$/ });

const password = z
  .string()
  .regex(/^[\x21-\x7e]{8,200}$/)
  .optional();

/** `migrate` gives the services' roles these passwords; a role without one keeps what it has. */
const rolePasswords = z.object({
  DATABASE_PASSWORD_GATEWAY: password,
  DATABASE_PASSWORD_RETRIEVER: password,
  DATABASE_PASSWORD_REDACTOR: password,
  DATABASE_PASSWORD_CONSOLE: password,
  DATABASE_PASSWORD_BENCHMARK: password,
  QUEUE_PASSWORD_GATEWAY: password,
  QUEUE_PASSWORD_RETRIEVER: password,
  QUEUE_PASSWORD_REDACTOR: password,
  QUEUE_PASSWORD_GROUNDER: password,
  QUEUE_PASSWORD_MODEL_PROXY: password,
  QUEUE_PASSWORD_BENCHMARK: password,
});

const schema = rolePasswords.extend({
  /** An existing Postgres instead of the embedded one. */
  DATABASE_URL: postgres.optional(),
  /**
   * On an existing Postgres: `up` gives each service a role of its own there, and these roles' names begin so. On
   * the embedded one it always does.
   */
  ROLLCALL_ROLE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,20}$/)
    .optional(),
  /** A file with the fleet's plan: replicas and pools, for `migrate` and `budget`. */
  ROLLCALL_FLEET: z.string().optional(),
  /** As the services': whether that URL leads to Postgres itself. */
  DATABASE_POOLER: databaseSettings.shape.DATABASE_POOLER,
  /** `redis://` for Redis; the database itself where not set. */
  QUEUE_URL: z.url({ protocol: /^(rediss?|postgres(ql)?)$/ }).optional(),
  QUEUE_PREFIX: z.string().default('rollcall'),
  /** Where the embedded stack and the runs keep their files. */
  ROLLCALL_STATE: z.string().default('.rollcall'),
  /** The retriever or gateway that takes documents, where no embedded stack runs. */
  GATEWAY_URL: z.url().optional(),
  /** A tenant's key for that gateway. */
  ROLLCALL_KEY: z.string().optional(),
  ROLLCALL_SERVICE_TOKEN: z.string().optional(),
  /** An OpenAI-compatible endpoint for the stack's model-proxy; the small model where not set. */
  MODEL_BASE_URL: z.url().optional(),
  MODEL_API_KEY: z.string().optional(),
  MODEL_NAME: z.string().optional(),
  /** An OpenAI-compatible endpoint for the stack's retriever; the small model's where not set. */
  EMBEDDINGS_URL: z.url().optional(),
  EMBEDDINGS_API_KEY: z.string().optional(),
  EMBEDDINGS_MODEL: z.string().optional(),
  /** An OpenAI-compatible endpoint for the stack's grounder; no judge is asked where not set. */
  JUDGE_URL: z.url().optional(),
  JUDGE_API_KEY: z.string().optional(),
  JUDGE_MODEL: z.string().optional(),
  REDACT_PRESIDIO_TOKEN: z.string().optional(),
});

export type BenchmarkConfig = z.infer<typeof schema>;

/** What the command reads of the environment. Throws `config.invalid`. */
export const readConfig = (env?: Record<string, string | undefined>): BenchmarkConfig =>
  readSettings(schema, env);

/** The environment that started services inherit (PATH, OTEL_*, proxies); ours is added to it. */
export const inheritedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

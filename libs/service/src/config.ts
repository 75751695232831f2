import { Failure } from '@rollcall/failures';
import { poolers } from '@rollcall/postgres';
import { z } from 'zod';

const SECOND = 1000;

/** What every service reads of the environment, with units and defaults. */
export const serviceSettings = z.object({
  /** Bind address. Any other than loopback demands keys and a service token. */
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Shared secret between the services of one stack, at least 16 characters. */
  ROLLCALL_SERVICE_TOKEN: z.string().min(16).optional(),
  /**
   * This replica's own name, under which it comes back after a crash (a pod's name): it then takes back at once
   * the jobs and the connection slots that it held. No two live replicas of a service may have the same one.
   */
  ROLLCALL_REPLICA: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .optional(),
  /** `1`: start although the fleet's connections do not fit into Postgres, or no slot is free; it is logged. */
  ROLLCALL_OVER_BUDGET: z.enum(['0', '1']).optional(),
  /** How long a stopping service lets its work finish, in milliseconds. */
  DRAIN_DEADLINE_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(15 * SECOND),
});

/** For services that consume or produce jobs. */
export const queueSettings = z.object({
  /** `redis://`, `rediss://` or `postgres://`. */
  QUEUE_URL: z.url({ protocol: /^(rediss?|postgres(ql)?)$/ }),
  /** Sets this deployment's keys apart on a shared Redis. */
  QUEUE_PREFIX: z.string().default('rollcall'),
  /** Jobs that one process works on at once, for each hop that it owns. */
  CONCURRENCY: z.coerce.number().int().positive().max(100_000).default(8),
  /** Pause before a failed try is made again, in milliseconds; twice as long before each next one. By hop where left out. */
  RETRY_BACKOFF_MS: z.coerce.number().int().positive().max(8000).optional(),
  /** How long a job waits for a dependency whose breaker is open, in milliseconds. By hop where left out. */
  RETRY_PATIENCE_MS: z.coerce.number().int().min(1000).max(600_000).optional(),
});

/** For services that read or write Postgres. */
export const databaseSettings = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Most connections of this process's own pool, the queue's not counted. */
  DATABASE_POOL_MAX: z.coerce.number().int().positive().default(4),
  /** What DATABASE_URL leads to: Postgres itself, or a pooler that lends a connection for a transaction. */
  DATABASE_POOLER: z.enum(poolers).default('none'),
});

export type ServiceSettings = z.infer<typeof serviceSettings>;
export type QueueSettings = z.infer<typeof queueSettings>;

/**
 * Reads the environment by schema. All mistakes are reported together, by name and without their values.
 * Throws `config.invalid` with `details.problems`.
 */
export const readSettings = <S extends z.ZodType>(
  schema: S,
  env: Record<string, string | undefined> = process.env,
): z.infer<S> => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new Failure('config.invalid', {
    details: { problems: read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) },
  });
};

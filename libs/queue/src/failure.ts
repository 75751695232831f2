import { Failure, type FailureCode } from '@rollcall/failures';
import { postgresFailure } from '@rollcall/postgres';

/** The first word of Redis' refusals (redis.io/docs, "error replies") to code; what is not listed is `queue.unavailable`. */
const byRedisWord: Readonly<Record<string, FailureCode>> = {
  OOM: 'queue.out_of_memory',
  MISCONF: 'queue.cannot_persist',
  READONLY: 'queue.read_only',
  NOAUTH: 'queue.access',
  WRONGPASS: 'queue.access',
  NOPERM: 'queue.access',
  LOADING: 'queue.unavailable',
  MASTERDOWN: 'queue.unavailable',
  CLUSTERDOWN: 'queue.unavailable',
  NOREPLICAS: 'queue.unavailable',
};

const byPostgresCode: Partial<Record<FailureCode, FailureCode>> = {
  // No retry helps against a pooler that the URL leads to by mistake.
  'postgres.pooler': 'postgres.pooler',
  'postgres.access': 'queue.access',
  'postgres.privilege': 'queue.access',
  'postgres.no_database': 'queue.access',
  'postgres.tls': 'queue.access',
  'postgres.disk_full': 'queue.cannot_persist',
  'postgres.server_error': 'queue.cannot_persist',
  'postgres.out_of_memory': 'queue.out_of_memory',
  'postgres.read_only': 'queue.read_only',
  'postgres.value': 'job.invalid',
  'service.draining': 'service.draining',
};

/** The word that Redis begins a refusal with, also behind a script's or a transaction's own words. */
const redisWord = (thrown: unknown): string | undefined => {
  const { message, previousErrors } = Object(thrown) as { message?: unknown; previousErrors?: unknown[] };
  if (Array.isArray(previousErrors)) return previousErrors.map(redisWord).find((word) => word !== undefined);
  const word = /^(?:ERR [^:]*: )?-?([A-Z]{3,})\b/.exec(String(message))?.[1];
  return word !== undefined && Object.hasOwn(byRedisWord, word) ? word : undefined;
};

/** BullMQ's own refusal of `sizeLimit` has no code (bullmq 6, classes/job.js). */
const overSizeLimit = /^The size of job .* exceeds the limit/;

/**
 * Any error of a queue's client as a Failure, whichever server holds the queue. `details.cause` is Redis' own
 * word or the code that the same error has at a database.
 */
export const queueFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof Error && overSizeLimit.test(thrown.message)) {
    return new Failure('job.too_large', { cause: thrown });
  }
  const word = redisWord(thrown);
  if (word !== undefined) {
    return new Failure(byRedisWord[word] ?? 'queue.unavailable', { cause: thrown, details: { cause: word } });
  }
  const { code, details, origin } = postgresFailure(thrown);
  const known = byPostgresCode[code] ?? 'queue.unavailable';
  return new Failure(known, {
    cause: thrown,
    // Only what Postgres itself said names it; the network's errors are the same with Redis.
    ...(origin?.sqlstate === undefined && known === 'queue.unavailable'
      ? {}
      : { details: { ...details, cause: code } }),
  });
};

/** What a failure says about the queue's server: an outage, an answer, or nothing (this process is stopping). */
export const heardOfQueue = ({ code }: Failure): 'outage' | 'answer' | 'nothing' => {
  if (code === 'queue.unavailable') return 'outage';
  return code === 'service.draining' ? 'nothing' : 'answer';
};

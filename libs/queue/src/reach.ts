import { Failure } from '@rollcall/failures';
import { postgresFailure } from '@rollcall/postgres';

/** Longest that a caller waits for the queue's server; the client itself may wait for a reconnect for ever. */
const limitMs = 10_000;

/**
 * Any error of a queue's client, and its silence, as `queue.unavailable`; `postgres.pooler` stays what it is. An add that is given up here may
 * still arrive: its job id makes that harmless, and the sweep finds a row without a job.
 */
export const reach = async <T>(work: () => Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer')), limitMs);
  try {
    return await Promise.race([work(), late]);
  } catch (thrown) {
    // No retry helps against a pooler that the URL leads to by mistake.
    if (postgresFailure(thrown).code === 'postgres.pooler') throw postgresFailure(thrown);
    throw new Failure('queue.unavailable', { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
};

/** Closing a connection that is broken already is no error. */
export const alreadyGone = (): void => {};

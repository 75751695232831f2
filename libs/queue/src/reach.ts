import type { Breaker } from '@rollcall/breaker';
import { Failure } from '@rollcall/failures';
import { queueFailure } from './failure.ts';

/** Longest that a caller waits for the queue's server; the client itself may wait for a reconnect for ever. */
const limitMs = 10_000;

export type Reach = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Any error of a queue's client as a Failure (`queue.*`), and its silence as `queue.unavailable`. An add that is
 * given up here may still arrive: its job id makes that harmless, and the sweep finds a row without a job.
 */
export const reach: Reach = async (work) => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Failure('queue.unavailable')), limitMs);
  try {
    return await Promise.race([work(), late]);
  } catch (thrown) {
    throw queueFailure(thrown);
  } finally {
    clearTimeout(timer);
  }
};

/** The same behind a breaker: while the server is away, callers are told at once. */
export const reachBehind =
  (breaker: Breaker): Reach =>
  (work) =>
    breaker.guard(() => reach(work));

/** Closing a connection that is broken already is no error. */
export const alreadyGone = (): void => {};

import { Failure } from '@rollcall/failures';

/** Any error of a queue's client as `queue.unavailable`. */
export const reach = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (thrown) {
    throw new Failure('queue.unavailable', { cause: thrown });
  }
};

/** Closing a connection that is broken already is no error. */
export const alreadyGone = (): void => {};

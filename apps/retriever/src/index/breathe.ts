import { setImmediate } from 'node:timers/promises';

/** How long work may hold the event loop before it lets others have their turn. */
const breathMs = 5;

/**
 * Lets waiting events run where `breathMs` have passed since they last could. Call it between small pieces of
 * work.
 */
export const createBreath = (): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < breathMs) return;
    await setImmediate();
    since = performance.now();
  };
};

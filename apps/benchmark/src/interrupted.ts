const SECOND = 1000;

/**
 * One Ctrl-C arrives more than once: from the terminal, and passed on by npm and by the starter. Only a
 * signal that comes this long after the first one is a second wish.
 */
const sameWishMs = 1 * SECOND;

/**
 * Resolves with the first SIGINT or SIGTERM, and aborts `signal`: the command ends in order. A later one
 * ends the process at once (exit status 130); what it had started is then stopped by the stack's guard.
 */
export const interrupted = (): { signal: AbortSignal; wait: Promise<void> } => {
  const stop = new AbortController();
  const { promise: wait, resolve } = Promise.withResolvers<void>();
  let first: number | undefined;
  const onSignal = (): void => {
    if (first !== undefined && performance.now() - first > sameWishMs) process.exit(130);
    first ??= performance.now();
    stop.abort();
    resolve();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  return { signal: stop.signal, wait };
};

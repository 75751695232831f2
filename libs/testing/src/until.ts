/** Waits until `check` holds; throws with `what` when it does not within `timeoutMs`. */
export const until = async (
  what: string | (() => string),
  check: () => Promise<boolean> | boolean,
  timeoutMs = 20_000,
): Promise<void> => {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) {
      throw new Error(`not within ${timeoutMs} ms: ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

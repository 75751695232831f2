/** The error at the bottom: clients wrap fetch's error, which wraps the socket's. At most five steps down. */
export const rootCause = (thrown: unknown): unknown => {
  let root = thrown;
  for (let depth = 0; depth < 5 && root instanceof Error && root.cause instanceof Error; depth += 1) {
    root = root.cause;
  }
  return root;
};

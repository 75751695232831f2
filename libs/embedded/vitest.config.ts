import { defineConfig } from 'vitest/config';

/** Real processes and real servers: generous limits, so that a busy machine does not fail a test. */
export default defineConfig({
  test: { testTimeout: 30_000, expect: { poll: { timeout: 15_000 } } },
});

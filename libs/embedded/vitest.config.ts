import { projectTests } from '@rollcall/testing/vitest';
import { mergeConfig } from 'vitest/config';

/** Real processes and real servers: generous limits, so that a busy machine does not fail a test. */
export default mergeConfig(projectTests({ timeoutMs: 30_000 }), {
  test: { expect: { poll: { timeout: 15_000 } } },
});

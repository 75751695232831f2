import { basename, join, resolve } from 'node:path';
import type { ViteUserConfig } from 'vitest/config';
import { readTestConfig } from './config.ts';
import { projectReporter } from './project-report.ts';

export type { ProjectReport } from './project-report.ts';

const root = resolve(import.meta.dirname, '../../..');

/**
 * The Vitest configuration that all projects share. `servers` starts Postgres (and Redis) for the project
 * unless the environment names some, as `npm test` does for all projects at once.
 */
export const projectTests = (options: { servers?: boolean; timeoutMs?: number } = {}): ViteUserConfig => {
  const { ROLLCALL_TEST_REPORTS: reports } = readTestConfig();
  const timeout = options.timeoutMs ?? 60_000;
  return {
    test: {
      testTimeout: timeout,
      hookTimeout: timeout,
      // A task runner forces colours on its children; what is tested is the text.
      env: { FORCE_COLOR: '0' },
      ...(options.servers ? { globalSetup: ['@rollcall/testing/global-setup'] } : {}),
      reporters:
        reports === undefined
          ? ['default']
          : ['default', projectReporter(join(reports, `${basename(process.cwd())}.json`), root)],
    },
  };
};

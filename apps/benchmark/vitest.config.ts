import { projectTests } from '@rollcall/testing/vitest';
import { mergeConfig } from 'vitest/config';

/** The system tests wait for most of their time, for services to come up, pauses to pass and breakers to close: two at once. */
export default mergeConfig(projectTests({ servers: true, timeoutMs: 300_000 }), { test: { maxWorkers: 2 } });

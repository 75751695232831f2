export { type TestBackend, testBackends } from './backends.ts';
export { createTestDatabase, type TestDatabase, testServerUrl } from './database.ts';
export { assertNothingBorrowed } from './pool.ts';
export { freePort, type RedisServer, startRedis, startTestServers, type TestServers } from './servers.ts';
export { until } from './until.ts';

export { freePort } from '@rollcall/embedded';
export { type TestBackend, testBackends } from './backends.ts';
export { createTestDatabase, type TestDatabase, testPgvectorUrl, testServerUrl } from './database.ts';
export { type FakePresidio, type PresidioMood, startFakePresidio } from './fake-presidio.ts';
export { type PgBouncer, type PgBouncerOptions, startPgBouncer, testPgBouncer } from './pgbouncer.ts';
export { assertNothingBorrowed } from './pool.ts';
export { seededRandom } from './seeded-random.ts';
export { type RedisServer, startRedis, startTestServers, type TestServers } from './servers.ts';
export { until } from './until.ts';

export { createDatabase, databaseUrl, dropDatabase } from './admin.ts';
export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Pooler,
  type PoolStats,
  poolers,
  type Queryable,
  type Result,
  type Statement,
} from './database.ts';
export { postgresFailure } from './errors.ts';
export { createLeakWatch, type Leak, type LeakWatch, type LeakWatchOptions } from './leak-watch.ts';
export { type MigrationReport, migrate, migrationsDigest } from './migrate.ts';
export { closeQueuePool, openQueuePool, type QueuePool } from './queue-pool.ts';
export { demandSchema, isUuid, neededSchema, schemaVersion } from './schema.ts';

export { createDatabase, databaseUrl, dropDatabase } from './admin.ts';
export {
  type Budget,
  type BudgetLine,
  evaluateBudget,
  evaluateRedisBudget,
  type RedisBudget,
  type RedisLine,
  redisConnections,
  type ServerLimits,
} from './budget.ts';
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
export {
  builtInPlan,
  connectionLimit,
  type FleetPlan,
  type PoolKind,
  parsePlan,
  plannedServices,
  readPlan,
  roleName,
  type Share,
} from './fleet.ts';
export { createLeakWatch, type Leak, type LeakWatch, type LeakWatchOptions } from './leak-watch.ts';
export { type MigrationReport, migrate, migrationsDigest } from './migrate.ts';
export { closeQueuePool, openQueuePool, type QueuePool, queuePoolMax } from './queue-pool.ts';
export { derivedPassword, dropRoles, ensureRoles, type RoleOptions, roleUrl } from './roles.ts';
export { demandSchema, isUuid, neededSchema, schemaVersion } from './schema.ts';
export { holdSlot, type Slot, type SlotOptions } from './slots.ts';
export type { TenantDatabase, TenantQueryable, Tenants } from './tenant-scope.ts';
export { readTimeLimits, type TimeLimits, warnOfNoTimeLimits } from './time-limits.ts';
export {
  type RunStatement,
  readServerLimits,
  readUsage,
  readWrittenPlan,
  type Usage,
  type WrittenPlan,
} from './written-plan.ts';

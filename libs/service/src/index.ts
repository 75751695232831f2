export { bearerOf, isLoopback, sameSecret, serviceOnly } from './access.ts';
export { type ConcurrencyLimit, concurrencyLimit } from './concurrency-limit.ts';
export {
  databaseSettings,
  queueSettings,
  readSettings,
  type ServiceSettings,
  serviceSettings,
} from './config.ts';
export { type Check, type Readiness, readiness } from './health.ts';
export { parseRequest, type ReshapeError } from './http.ts';
export {
  createKey,
  defaultTenantId,
  findKeyHolder,
  type KeyHolder,
  type KeyScope,
  type KeyView,
  keyPrefix,
  keyScopes,
  listKeys,
  revokeKey,
} from './keys.ts';
export { createLine, type Line } from './line.ts';
export type { Metrics } from './metrics.ts';
export { type RunningService, runService, type ServiceParts, startService } from './run.ts';
export { type Stage, type StageContext, stage } from './stage.ts';

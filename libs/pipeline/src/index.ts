export { type CollectionPolicy, groundingPolicy, noPolicy, treatmentUnder } from './collection-policy.ts';
export { type JobKey, jobId, keyOf, keysAt, onward, parseJobId } from './job-id.ts';
export * from './payloads.ts';
export {
  type RedactionOperator,
  type RedactionPolicy,
  redactionOperator,
  redactionPolicy,
} from './redaction-policy.ts';
export {
  backoffMs,
  type Hop,
  hops,
  isHop,
  type RetryPolicy,
  type RouteStep,
  route,
  stepOf,
} from './route.ts';
export { failedAt, first, keptAnswer, type StageResult, toHop, toSettle } from './step.ts';

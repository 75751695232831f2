export {
  type CatalogueEntry,
  catalogue,
  type FailureCode,
  failureCodes,
  isFailureCode,
} from './catalogue.ts';
export {
  asFailure,
  Failure,
  type FailureCause,
  type FailureDetails,
  type FailureRecord,
  fromRecord,
  originOf,
} from './failure.ts';
export { type ErrorBody, errorBody } from './http.ts';
export { retryAfterMs } from './retry-after.ts';
export { rootCause } from './root-cause.ts';

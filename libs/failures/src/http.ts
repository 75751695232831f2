import type { Failure, FailureDetails } from './failure.ts';

/** The one error body of every service: `{"error": {...}}` with the catalogue's status. */
export type ErrorBody = {
  error: {
    code: string;
    message: string;
    stage?: string;
    retryable: boolean;
    traceId: string | null;
    details?: FailureDetails;
  };
};

/** The body that answers a failed request; `traceId` is null where nothing was traced. */
export const errorBody = (failure: Failure, traceId: string | null): ErrorBody => ({
  error: {
    code: failure.code,
    message: failure.message,
    ...(failure.stage === undefined ? {} : { stage: failure.stage }),
    retryable: failure.retryable,
    traceId,
    ...(failure.details === undefined ? {} : { details: failure.details }),
  },
});

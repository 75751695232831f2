import { Failure, type FailureCode, retryAfterMs, rootCause } from '@rollcall/failures';
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';

/**
 * Whatever a call threw, as a catalogue failure. Of the endpoint's answer only the status and the time to wait
 * are kept: its error texts may quote what was sent.
 */
export const failureOfEmbedding = (thrown: unknown, nowMs: number = Date.now()): Failure => {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof APIConnectionTimeoutError || thrown instanceof APIUserAbortError) {
    return new Failure('embeddings.timeout', { cause: thrown });
  }
  if (thrown instanceof APIError && !(thrown instanceof APIConnectionError) && thrown.status !== undefined) {
    return failureOfStatus(thrown.status, thrown.headers, nowMs);
  }
  return new Failure('embeddings.unavailable', { cause: rootCause(thrown) });
};

/** What a failure says about the endpoint: away, too slow or broken on its own side is an outage. */
export const heardOfEmbeddings = ({ code }: Failure): 'outage' | 'answer' | 'nothing' => {
  if (code === 'embeddings.unavailable' || code === 'embeddings.timeout') return 'outage';
  return code.startsWith('embeddings.') ? 'answer' : 'nothing';
};

const byStatus: Readonly<Record<number, FailureCode>> = {
  401: 'embeddings.access',
  402: 'embeddings.access',
  403: 'embeddings.access',
  404: 'embeddings.access',
  405: 'embeddings.access',
  408: 'embeddings.timeout',
  429: 'embeddings.rate_limited',
};

const failureOfStatus = (status: number, headers: Headers | undefined, nowMs: number): Failure => {
  const code = byStatus[status] ?? (status >= 500 ? 'embeddings.unavailable' : 'embeddings.rejected');
  const waitMs = code === 'embeddings.rate_limited' ? retryAfterMs(headers, nowMs) : undefined;
  return new Failure(code, {
    details: { upstreamStatus: status, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) },
  });
};

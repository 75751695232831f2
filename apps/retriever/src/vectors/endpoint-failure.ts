import { Failure, type FailureCode } from '@rollcall/failures';
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';

/** An endpoint that asks for a longer wait is asked again after this long. */
const longestWaitMs = 5 * 60 * 1000;

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
  return new Failure('embeddings.unavailable', { cause: rootOf(thrown) });
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
  const retryAfterMs = code === 'embeddings.rate_limited' ? retryAfter(headers, nowMs) : undefined;
  return new Failure(code, {
    details: { upstreamStatus: status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  });
};

/** `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, section 10.2.3); milliseconds. */
const retryAfter = (headers: Headers | undefined, nowMs: number): number | undefined => {
  const exact = headers?.get('retry-after-ms');
  const given = headers?.get('retry-after');
  const wait = exact ? Number(exact) : given ? secondsOrDate(given, nowMs) : Number.NaN;
  return Number.isFinite(wait) ? Math.min(Math.max(0, Math.round(wait)), longestWaitMs) : undefined;
};

const secondsOrDate = (given: string, nowMs: number): number =>
  /^\d+(?:\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - nowMs;

/** The error at the bottom: openai wraps fetch's error, which wraps the socket's. */
const rootOf = (thrown: unknown): unknown => {
  let root = thrown;
  for (let depth = 0; depth < 5 && root instanceof Error && root.cause instanceof Error; depth += 1) {
    root = root.cause;
  }
  return root;
};

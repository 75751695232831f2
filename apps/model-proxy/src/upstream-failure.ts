import { asFailure, Failure, type FailureCode } from '@rollcall/failures';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';

/** The hop that every failure of the endpoint belongs to. */
const stage = 'generate';

/** A failure of the endpoint that this service has found by itself. */
export const upstreamFailure = (
  code: FailureCode,
  options: { details?: Failure['details']; cause?: unknown } = {},
): Failure =>
  new Failure(code, {
    stage,
    ...(options.details === undefined ? {} : { details: options.details }),
    ...(options.cause === undefined ? {} : { cause: options.cause }),
  });

/**
 * Whatever a call threw, as a catalogue failure. Of the endpoint's answer only the status and the time to
 * wait are kept: its error texts may quote the prompt.
 */
export const failureOfCall = (thrown: unknown, nowMs: number = Date.now()): Failure => {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof APIConnectionTimeoutError) return upstreamFailure('model.timeout', { cause: thrown });
  if (thrown instanceof APIError && thrown.status !== undefined) {
    return failureOfStatus(thrown.status, thrown.headers, nowMs);
  }
  if (thrown instanceof APIError && !(thrown instanceof APIConnectionError)) {
    // An error event in the middle of a stream: it has no status.
    return upstreamFailure('model.server_error', { cause: thrown });
  }
  if (thrown instanceof SyntaxError) return upstreamFailure('model.bad_response', { cause: thrown });
  const cause = rootOf(thrown);
  const { code } = Object(cause) as { code?: unknown };
  if (timeoutCodes.has(String(code))) return upstreamFailure('model.timeout', { cause });
  // fetch throws a TypeError with a cause when the connection breaks while its body is read.
  const broken = thrown instanceof APIConnectionError || cause !== thrown || typeof code === 'string';
  return broken ? upstreamFailure('model.unavailable', { cause }) : asFailure(thrown, undefined, stage);
};

/** fetch's own time-outs: the connection stands, the answer does not come. */
const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

const byStatus: Readonly<Record<number, FailureCode>> = {
  401: 'model.access',
  403: 'model.access',
  404: 'model.not_found',
  408: 'model.timeout',
  429: 'model.rate_limited',
};

const failureOfStatus = (status: number, headers: Headers | undefined, nowMs: number): Failure => {
  const code = byStatus[status] ?? (status >= 500 ? 'model.server_error' : 'model.rejected');
  const retryAfterMs = code === 'model.rate_limited' ? retryAfter(headers, nowMs) : undefined;
  return upstreamFailure(code, {
    details: {
      upstreamStatus: status,
      ...(retryAfterMs === undefined
        ? {}
        : { retryAfterMs, retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
    },
  });
};

/** An endpoint that asks for a longer wait is asked again after this long. */
const longestWaitMs = 5 * 60 * 1000;

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

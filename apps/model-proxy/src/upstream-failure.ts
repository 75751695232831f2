import { asFailure, Failure, type FailureCode, retryAfterMs, rootCause } from '@rollcall/failures';
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
    return failureOfStatus(
      { status: thrown.status, headers: thrown.headers, reason: reasonOf(thrown) },
      nowMs,
    );
  }
  if (thrown instanceof APIError && !(thrown instanceof APIConnectionError)) {
    // An error event in the middle of a stream: it has no status.
    return upstreamFailure('model.server_error', { cause: thrown });
  }
  if (thrown instanceof SyntaxError) return upstreamFailure('model.bad_response', { cause: thrown });
  const cause = rootCause(thrown);
  const { code } = Object(cause) as { code?: unknown };
  if (timeoutCodes.has(String(code))) return upstreamFailure('model.timeout', { cause });
  // fetch throws a TypeError with a cause when the connection breaks while its body is read.
  const broken = thrown instanceof APIConnectionError || cause !== thrown || typeof code === 'string';
  return broken ? upstreamFailure('model.unavailable', { cause }) : asFailure(thrown, undefined, stage);
};

/**
 * What a failure says about the endpoint. Away, too slow or broken on its own side is an outage. A call that the
 * document's own deadline ended, or that was given up here, says nothing.
 */
export const heardOfModel = ({ code, details }: Failure): 'outage' | 'answer' | 'nothing' => {
  if (code === 'model.unavailable' || code === 'model.server_error') return 'outage';
  if (code === 'model.timeout') {
    if (details?.upstreamStatus !== undefined) return 'answer';
    return details?.limit === 'deadline' ? 'nothing' : 'outage';
  }
  return code.startsWith('model.') ? 'answer' : 'nothing';
};

/** fetch's own time-outs: the connection stands, the answer does not come. */
const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

const byStatus: Readonly<Record<number, FailureCode>> = {
  401: 'model.access',
  402: 'model.quota',
  403: 'model.access',
  404: 'model.not_found',
  408: 'model.timeout',
  429: 'model.rate_limited',
};

/**
 * What an endpoint says besides its status, as OpenAI names it (platform.openai.com/docs, "error codes"); vLLM and
 * llama.cpp say it in words. The words are looked at and never kept.
 */
const reasonOf = ({ code, message }: APIError): FailureCode | undefined => {
  if (code === 'insufficient_quota') return 'model.quota';
  const isTooLong =
    code === 'context_length_exceeded' || /maximum context length|context size/i.test(message);
  return isTooLong ? 'model.prompt_too_long' : undefined;
};

type Refused = { status: number; headers: Headers | undefined; reason: FailureCode | undefined };

const failureOfStatus = ({ status, headers, reason }: Refused, nowMs: number): Failure => {
  const usual = byStatus[status] ?? (status >= 500 ? 'model.server_error' : 'model.rejected');
  // A 429 without quota does not pass by waiting; a prompt that is too long stays so.
  const isReason = reason === 'model.quota' ? status === 429 : usual === 'model.rejected';
  const code = reason !== undefined && isReason ? reason : usual;
  const waitMs = code === 'model.rate_limited' ? retryAfterMs(headers, nowMs) : undefined;
  return upstreamFailure(code, {
    details: {
      upstreamStatus: status,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs, retryAfterSeconds: Math.ceil(waitMs / 1000) }),
    },
  });
};

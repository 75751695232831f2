import { type Breaker, createBreaker, type Pass } from '@rollcall/breaker';
import { Failure } from '@rollcall/failures';
import { type ConcurrencyLimit, concurrencyLimit } from '@rollcall/service';
import type { Log } from '@rollcall/telemetry';
import OpenAI from 'openai';
import { failureOfCall, heardOfModel, upstreamFailure } from './upstream-failure.ts';

export type EndpointOptions = {
  baseUrl: string;
  apiKey?: string | undefined;
  /** Longest whole call, in milliseconds. */
  timeoutMs: number;
  /** Longest silence of a stream after its first chunk, in milliseconds. */
  idleTimeoutMs: number;
  /** Calls at once. */
  concurrency: number;
  /** Longest reply, in bytes. */
  maxReplyBytes: number;
  log: Log;
};

export type Call = {
  method: 'get' | 'post';
  path: '/chat/completions' | '/models';
  body?: object;
  /** Aborted when the caller no longer wants the answer. */
  signal: AbortSignal;
  /** No answer is of use after this moment; Unix milliseconds. */
  deadlineAt?: number | undefined;
  /** Told right before the request is sent, when it has got its place. */
  onStart?: () => void;
};

/** What a reader of the answer can do besides reading. */
export type Reading = {
  maxBytes: number;
  /** To be called at each chunk: from now on a silence ends the call with `model.timeout`. */
  alive(): void;
};

export type Endpoint = {
  baseUrl: string;
  /** Open while the endpoint is away: calls then fail at once, and no model is asked. */
  breaker: Breaker;
  /**
   * Sends a request and reads its answer. Holds one of the endpoint's places until `read` has ended, and
   * bounds the whole. Throws the catalogue's `model.*`; where `signal` was aborted, `queue.lock_lost` or
   * `service.draining` by its reason.
   */
  call<T>(call: Call, read: (response: Response, reading: Reading) => Promise<T>): Promise<T>;
};

/** A client of one OpenAI-compatible endpoint. It never retries: the queue does, and counts each try. */
export const openEndpoint = (options: EndpointOptions): Endpoint => {
  const client = new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: options.timeoutMs,
    // Its log lines quote what the endpoint sends.
    logLevel: 'off',
    ...(options.apiKey === undefined ? { defaultHeaders: { authorization: null } } : {}),
  });
  const limit = concurrencyLimit(options.concurrency);
  const breaker = createBreaker({ dependency: 'model', hear: heardOfModel, log: options.log });
  return {
    baseUrl: options.baseUrl,
    breaker,
    call: (call, read) => bounded({ call, client, limit, breaker, options }, read),
  };
};

type Bounding = {
  call: Call;
  client: OpenAI;
  limit: ConcurrencyLimit;
  breaker: Breaker;
  options: EndpointOptions;
};

type Read<T> = (response: Response, reading: Reading) => Promise<T>;

const bounded = async <T>(parts: Bounding, read: Read<T>): Promise<T> => {
  const { call, limit, breaker } = parts;
  try {
    return await limit.run(call.signal, async () => {
      // Asked with the place in hand: who still stands in line is no probe.
      const pass = breaker.ask();
      try {
        return await send(parts, pass, read);
      } catch (thrown) {
        throw pass.failed(call.signal.aborted ? givenUp(call.signal, thrown) : failureOfCall(thrown));
      }
    });
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw givenUp(call.signal, thrown);
  }
};

/** Which bound ended a call: the whole call's, a stream's silence, or the document's own deadline. */
type Limit = 'call' | 'silence' | 'deadline';

/** One request under three bounds: the caller's signal, the whole time and the silence. */
const send = async <T>({ call, client, options }: Bounding, pass: Pass, read: Read<T>): Promise<T> => {
  const controller = new AbortController();
  let late: Limit | undefined;
  const tooLate = (limit: Limit): void => {
    late ??= limit;
    controller.abort();
  };
  const left = (call.deadlineAt ?? Number.POSITIVE_INFINITY) - Date.now();
  const whole =
    left < options.timeoutMs
      ? setTimeout(tooLate, Math.max(0, left), 'deadline')
      : setTimeout(tooLate, options.timeoutMs, 'call');
  let silence: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(silence);
    silence = setTimeout(tooLate, options.idleTimeoutMs, 'silence');
  };
  const leave = (): void => controller.abort();
  call.signal.addEventListener('abort', leave, { once: true });
  try {
    call.onStart?.();
    const request = { ...(call.body === undefined ? {} : { body: call.body }), signal: controller.signal };
    const response = await client[call.method](call.path, request).asResponse();
    // It is there, however long the answer takes.
    pass.answered();
    return await read(response, { maxBytes: options.maxReplyBytes, alive });
  } catch (thrown) {
    throw late ? upstreamFailure('model.timeout', { cause: thrown, details: { limit: late } }) : thrown;
  } finally {
    clearTimeout(whole);
    clearTimeout(silence);
    call.signal.removeEventListener('abort', leave);
    // Frees the connection where the answer was not read to its end; does nothing where it was.
    controller.abort();
  }
};

const givenUp = (signal: AbortSignal, thrown: unknown): Failure =>
  new Failure(signal.reason === 'lock-lost' ? 'queue.lock_lost' : 'service.draining', {
    stage: 'generate',
    cause: thrown,
  });

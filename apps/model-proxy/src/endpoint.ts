import { Failure } from '@rollcall/failures';
import OpenAI from 'openai';
import { type ConcurrencyLimit, concurrencyLimit } from './concurrency-limit.ts';
import { failureOfCall, upstreamFailure } from './upstream-failure.ts';

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
  return {
    baseUrl: options.baseUrl,
    call: (call, read) => bounded({ call, client, limit, options }, read),
  };
};

type Bounding = { call: Call; client: OpenAI; limit: ConcurrencyLimit; options: EndpointOptions };

const bounded = async <T>(
  { call, client, limit, options }: Bounding,
  read: (response: Response, reading: Reading) => Promise<T>,
): Promise<T> => {
  try {
    return await limit.run(call.signal, () => send({ call, client, options }, read));
  } catch (thrown) {
    if (call.signal.aborted) throw givenUp(call.signal, thrown);
    throw failureOfCall(thrown);
  }
};

/** One request under three bounds: the caller's signal, the whole time and the silence. */
const send = async <T>(
  { call, client, options }: Omit<Bounding, 'limit'>,
  read: (response: Response, reading: Reading) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  let late = false;
  const tooLate = (): void => {
    late = true;
    controller.abort();
  };
  const left = (call.deadlineAt ?? Number.POSITIVE_INFINITY) - Date.now();
  const whole = setTimeout(tooLate, Math.max(0, Math.min(options.timeoutMs, left)));
  let silence: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(silence);
    silence = setTimeout(tooLate, options.idleTimeoutMs);
  };
  const leave = (): void => controller.abort();
  call.signal.addEventListener('abort', leave, { once: true });
  try {
    call.onStart?.();
    const request = { ...(call.body === undefined ? {} : { body: call.body }), signal: controller.signal };
    const response = await client[call.method](call.path, request).asResponse();
    return await read(response, { maxBytes: options.maxReplyBytes, alive });
  } catch (thrown) {
    throw late ? upstreamFailure('model.timeout', { cause: thrown }) : thrown;
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

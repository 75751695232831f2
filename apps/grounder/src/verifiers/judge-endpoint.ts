import { type Breaker, createBreaker } from '@rollcall/breaker';
import { Failure, type FailureCode } from '@rollcall/failures';
import type { ChatMessage } from '@rollcall/pipeline';
import { type Attributes, type Log, type Span, withSpan } from '@rollcall/telemetry';
import { invalid, type Judgement, readJudgement } from './judge-reply.ts';

/** A longer answer than any judgement is cut off. */
const mostBytes = 1_000_000;

/** An endpoint that asks for a longer wait is asked again after this long; one that names none after `usualWaitMs`. */
const longestWaitMs = 5 * 60 * 1000;
const usualWaitMs = 1000;

export type JudgeEndpointOptions = {
  /** Base URL, its `/v1` included. */
  url: string;
  apiKey?: string | undefined;
  model: string;
  /** Most tokens of an answer, and the field that says so: newer OpenAI models take only the second. */
  maxTokens: number;
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** None is sent where undefined: reasoning models refuse it. */
  temperature?: number | undefined;
  /** Ask for `response_format: json_object`. */
  jsonMode: boolean;
  log: Log;
};

/** How one call is bounded: whole, in milliseconds, and by a signal that ends it earlier. */
export type Bounds = { timeoutMs: number; signal: AbortSignal };

export type JudgeEndpoint = {
  /** Open while the endpoint is away: calls then fail at once. */
  breaker: Breaker;
  /** Throws `judge.rate_limited` while the endpoint's own `Retry-After` lasts, and what an open breaker throws. */
  demandReady(): void;
  /**
   * Asks once for the scores of `claims` claims. Throws the catalogue's `judge.*`; of an error nothing is kept but
   * its status and how long to wait.
   */
  ask(messages: readonly ChatMessage[], claims: number, bounds: Bounds): Promise<Judgement>;
};

/** A client of an OpenAI-compatible `/v1/chat/completions`. It never tries twice. */
export const openJudgeEndpoint = (options: JudgeEndpointOptions): JudgeEndpoint => {
  const { model, log } = options;
  const url = `${options.url.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')}/chat/completions`;
  const breaker = createBreaker({ dependency: 'judge', hear: heardOfJudge, log });
  let readyAt = 0;

  const demandReady = (): void => {
    const retryAfterMs = Math.ceil(readyAt - performance.now());
    if (retryAfterMs > 0) throw new Failure('judge.rate_limited', { details: { retryAfterMs } });
  };

  const exchange = async (
    messages: readonly ChatMessage[],
    claims: number,
    signal: AbortSignal,
  ): Promise<Judgement> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
      },
      body: JSON.stringify(bodyOf(messages, options)),
      // A redirect would take the texts to another host than the operator has named.
      redirect: 'error',
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      const failure = failureOfStatus(response.status, response.headers, Date.now());
      if (failure.code === 'judge.rate_limited') {
        readyAt = performance.now() + Number(failure.details?.retryAfterMs);
      }
      throw failure;
    }
    return readJudgement(await readText(response), claims);
  };

  const guarded = async (
    messages: readonly ChatMessage[],
    claims: number,
    { timeoutMs, signal }: Bounds,
  ): Promise<Judgement> => {
    const late = AbortSignal.timeout(timeoutMs);
    const pass = breaker.ask();
    try {
      const judgement = await exchange(messages, claims, AbortSignal.any([late, signal]));
      pass.answered();
      return judgement;
    } catch (thrown) {
      if (signal.aborted) throw pass.failed(new Failure('service.draining', { cause: thrown }));
      throw pass.failed(failureOf(thrown, late.aborted));
    }
  };

  return {
    breaker,
    demandReady,
    ask: (messages, claims, bounds) => {
      demandReady();
      return withSpan(`chat ${model}`, { kind: 'client', attributes: asked(options) }, async (span) => {
        const judgement = await guarded(messages, claims, bounds);
        noteUsage(span, judgement);
        return judgement;
      });
    },
  };
};

const bodyOf = (messages: readonly ChatMessage[], options: JudgeEndpointOptions): object => ({
  model: options.model,
  messages,
  [options.maxTokensField]: options.maxTokens,
  ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
  ...(options.jsonMode ? { response_format: { type: 'json_object' } } : {}),
});

/** Semantic conventions for GenAI: the operation, the model and the server, never a text. */
const asked = ({ url, model, maxTokens }: JudgeEndpointOptions): Attributes => {
  const { hostname, port, protocol } = new URL(url);
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    'gen_ai.request.max_tokens': maxTokens,
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
};

const noteUsage = (span: Span, { usage }: Judgement): void => {
  if (usage === undefined) return;
  span.setAttributes({
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
  });
};

/** What a failure says about the endpoint: away, too slow or broken on its own side is an outage. */
const heardOfJudge = ({ code }: Failure): 'outage' | 'answer' | 'nothing' => {
  if (code === 'judge.unavailable' || code === 'judge.timeout') return 'outage';
  return code.startsWith('judge.') ? 'answer' : 'nothing';
};

const failureOf = (thrown: unknown, isLate: boolean): Failure => {
  if (thrown instanceof Failure) return thrown;
  return new Failure(isLate ? 'judge.timeout' : 'judge.unavailable', { cause: rootOf(thrown) });
};

/** fetch throws a TypeError around the socket's error. */
const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;

const byStatus: Readonly<Record<number, FailureCode>> = {
  401: 'judge.access',
  402: 'judge.access',
  403: 'judge.access',
  404: 'judge.access',
  408: 'judge.timeout',
  429: 'judge.rate_limited',
};

const failureOfStatus = (status: number, headers: Headers, nowMs: number): Failure => {
  const code = byStatus[status] ?? (status >= 500 ? 'judge.unavailable' : 'judge.rejected');
  const retryAfterMs = code === 'judge.rate_limited' ? retryAfter(headers, nowMs) : undefined;
  return new Failure(code, {
    details: { upstreamStatus: status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  });
};

/** `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, section 10.2.3); milliseconds. */
const retryAfter = (headers: Headers, nowMs: number): number => {
  const exact = headers.get('retry-after-ms');
  const given = headers.get('retry-after') ?? '';
  const seconds = /^\d+(?:\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - nowMs;
  const wait = exact === null ? seconds : Number(exact);
  return Number.isFinite(wait) ? Math.min(Math.max(0, Math.round(wait)), longestWaitMs) : usualWaitMs;
};

const readText = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) throw invalid('too_large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

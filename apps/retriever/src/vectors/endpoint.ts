import { type Breaker, createBreaker } from '@rollcall/breaker';
import { Failure } from '@rollcall/failures';
import { type Attributes, activeTraceId, type Log, type Span, withSpan } from '@rollcall/telemetry';
import OpenAI from 'openai';
import { failureOfEmbedding, heardOfEmbeddings } from './endpoint-failure.ts';
import { type Embedded, mostDimensions, readEmbeddings } from './reply.ts';

/** Bytes of one number in JSON at most: a sign, 17 digits, an exponent, a comma and blanks. */
const bytesOfNumber = 32;

/** The share of the time allowed after which a silence is the endpoint's fault, whoever ends it. */
const itsTime = 0.8;

export type EndpointOptions = {
  /** Base URL, its `/v1` included. */
  url: string;
  apiKey?: string | undefined;
  model: string;
  /** Asked for by name and demanded of every answer; the model's own where undefined. */
  dimensions?: number | undefined;
  /** `base64` saves most of the answer's size; an endpoint that does not know it answers numbers all the same. */
  encoding: 'base64' | 'float';
  log: Log;
};

/** How one call is bounded. */
export type Bounds = {
  /** Longest whole call, in milliseconds. */
  timeoutMs: number;
  /** Aborted where nobody wants the answer any more. */
  signal?: AbortSignal | undefined;
};

export type EmbeddingEndpoint = {
  model: string;
  /** Open while the endpoint is away: calls then fail at once. */
  breaker: Breaker;
  /**
   * The vectors of some texts, in order, of length one. Never tries twice. Throws the catalogue's
   * `embeddings.*`; nothing that the endpoint says is kept of an error but its status.
   */
  embed(texts: readonly string[], bounds: Bounds): Promise<Embedded>;
};

/** A client of an OpenAI-compatible `/v1/embeddings`. */
export const openEndpoint = (options: EndpointOptions): EmbeddingEndpoint => {
  const { url, apiKey, model, dimensions, encoding, log } = options;
  const baseURL = url.replace(/\/+$/, '').replace(/\/embeddings$/, '');
  const client = new OpenAI({
    baseURL,
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    // Its log lines quote what is sent.
    logLevel: 'off',
    ...(apiKey === undefined ? { defaultHeaders: { authorization: null } } : {}),
  });
  const breaker = createBreaker({ dependency: 'embeddings', hear: heardOfEmbeddings, log });

  const call = async (texts: readonly string[], signal: AbortSignal): Promise<Embedded> => {
    const body = {
      model,
      input: texts,
      encoding_format: encoding,
      ...(dimensions === undefined ? {} : { dimensions }),
    };
    try {
      const response = await client.post('/embeddings', { body, signal }).asResponse();
      const mostBytes = texts.length * (dimensions ?? mostDimensions) * bytesOfNumber + 64 * 1024;
      return readEmbeddings(await readText(response, mostBytes), { texts: texts.length, dimensions });
    } catch (thrown) {
      throw signal.aborted
        ? new Failure('embeddings.timeout', { cause: thrown })
        : failureOfEmbedding(thrown);
    }
  };

  const asked = async (texts: readonly string[], bounds: Bounds, span?: Span): Promise<Embedded> => {
    const { timeoutMs, signal } = bounds;
    const bounded = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
    const pass = breaker.ask();
    const begun = performance.now();
    try {
      const embedded = await call(texts, bounded);
      pass.answered();
      if (embedded.tokens !== undefined) span?.setAttribute('gen_ai.usage.input_tokens', embedded.tokens);
      return embedded;
    } catch (thrown) {
      // A caller who goes away says nothing about an endpoint that had not had its time.
      const isEarly = signal?.aborted && performance.now() - begun < timeoutMs * itsTime;
      throw pass.failed(isEarly ? new Failure('service.draining', { cause: thrown }) : thrown);
    }
  };

  const attributes = attributesOf(baseURL, model);
  const embed: EmbeddingEndpoint['embed'] = (texts, bounds) =>
    // The work on passages belongs to no document's trace and would make one of each batch.
    activeTraceId() === undefined
      ? asked(texts, bounds)
      : withSpan(`embeddings ${model}`, { kind: 'client', attributes }, (span) => asked(texts, bounds, span));

  return { model, breaker, embed };
};

/** Semantic conventions for GenAI: the operation, the model and the server, never a text. */
const attributesOf = (baseURL: string, model: string): Attributes => {
  const { hostname, port, protocol } = new URL(baseURL);
  return {
    'gen_ai.operation.name': 'embeddings',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
};

/** The body's text. Throws `embeddings.invalid` past `mostBytes`, without reading on. */
const readText = async (response: Response, mostBytes: number): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) throw new Failure('embeddings.invalid', { details: { problem: 'too_large' } });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

import { createHash } from 'node:crypto';
import { Failure, type FailureCode } from '@rollcall/failures';
import { activeTraceparent } from '@rollcall/telemetry';
import type { Backend } from '../backend.ts';
import { ownTypeOf, type TypeMapping } from '../foreign-types.ts';
import { badAnswer, mostBytesFor, names, readFindings, readJson, recognizerName } from './reply.ts';

const MIB = 1024 * 1024;
const backend = 'presidio';

export type PresidioOptions = {
  /** Base URL of the analyzer; calls go to `/analyze` below it. */
  url: string;
  /** Bearer token, where the analyzer or something before it demands one. */
  token?: string | undefined;
  /** One of the languages that the analyzer is set up for. */
  language: string;
  /** Least score that it is asked for; thresholds of the redactor count besides. */
  threshold: number;
  mapping: TypeMapping;
  /** Calls at once. */
  concurrency: number;
  /** Longest call, in milliseconds. */
  timeoutMs: number;
};

/**
 * An analyzer with Presidio's HTTP API. It is asked about one text a call: every version takes that, several
 * processes behind the address share the work, and a wrong answer is a wrong answer about one text. Redirects are not
 * followed: the text goes to the address that was named and nowhere else.
 */
export const openPresidio = (options: PresidioOptions): Backend => {
  const { url, token, language, threshold, mapping, timeoutMs } = options;
  const base = url.endsWith('/') ? url : `${url}/`;
  let wanted: string[] | undefined;

  const call = async (path: string, mostBytes: number, signal: AbortSignal, body?: object) => {
    const traceparent = activeTraceparent();
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(new URL(path, base), {
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(traceparent === undefined ? {} : { traceparent }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, late]),
      });
      if (response.status === 200) return await readJson(response, mostBytes);
      await response.body?.cancel();
      throw refusal(response.status);
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      if (signal.aborted) throw new Failure('service.draining', { cause: thrown });
      throw failed(late.aborted ? 'redact.backend_timeout' : 'redact.backend_unavailable', thrown);
    }
  };

  const listed = async (path: string, signal: AbortSignal): Promise<string[]> => {
    const read = names.safeParse(await call(`${path}?language=${encodeURIComponent(language)}`, MIB, signal));
    if (!read.success) throw badAnswer('shape');
    return read.data.sort();
  };

  const describe: Backend['describe'] = async (signal) => {
    const [recognizers, theirs] = await Promise.all([
      listed('recognizers', signal),
      listed('supportedentities', signal),
    ]);
    const known = theirs.filter((type) => ownTypeOf(type, mapping) !== undefined);
    if (known.length === 0) throw badAnswer('no_known_type');
    wanted = known;
    const set = createHash('sha256')
      .update(JSON.stringify([recognizers, theirs]))
      .digest('base64url');
    return {
      entities: [...new Set(known.map((type) => ownTypeOf(type, mapping)!))],
      recognizers: [...new Set(recognizers.map(recognizerName))],
      identity: JSON.stringify([backend, new URL(base).href, language, threshold, [...mapping], set]),
    };
  };

  const find: Backend['find'] = async (text, signal) => {
    // A half of a pair counts as a character on both sides, and no server is made to read it.
    const request = {
      text: text.toWellFormed(),
      language,
      ...(threshold > 0 ? { score_threshold: threshold } : {}),
      ...(wanted === undefined ? {} : { entities: wanted }),
    };
    const found = readFindings(
      await call('analyze', mostBytesFor(text), signal, request),
      request.text,
      mapping,
    );
    return found.filter(({ score }) => score >= threshold);
  };

  return { name: backend, places: options.concurrency, describe, find, close: async () => {} };
};

/** A server that fails or has too much to do is an outage; one that says no is the wrong one, or wrongly asked. */
const refusal = (status: number): Failure => {
  const details = { backend, upstreamStatus: status };
  if (status === 408 || status === 504) return new Failure('redact.backend_timeout', { details });
  if (status === 429 || status >= 500) return new Failure('redact.backend_unavailable', { details });
  return badAnswer('status', status);
};

const failed = (code: FailureCode, cause: unknown): Failure =>
  new Failure(code, { details: { backend }, cause });

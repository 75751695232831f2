import { type Breaker, createBreaker } from '@rollcall/breaker';
import { Failure } from '@rollcall/failures';
import { activeTraceparent, type Log } from '@rollcall/telemetry';
import { z } from 'zod';
import { joined, maskParts } from './mask.ts';

const analyzed = z.array(
  z.array(z.object({ entity_type: z.string().min(1), start: z.int(), end: z.int() })),
);

export type Redactor = {
  breaker: Breaker;
  /**
   * Masks the parts of some documents. Throws `embeddings.unmasked` whatever goes wrong: a text that could not be
   * masked goes nowhere.
   */
  mask(documents: readonly (readonly string[])[], bounds: MaskBounds): Promise<string[][]>;
};

/** Longest wait in milliseconds, and a signal that ends it earlier. */
export type MaskBounds = { timeoutMs: number; signal?: AbortSignal | undefined };

/**
 * The redactor's analyzer, by HTTP: one call for a whole batch, and the findings are replaced here. (Its
 * `/anonymize` takes a single text and the findings that `/analyze` made of it: two calls a text.)
 */
export const openRedactor = (options: { url: string; token: string | undefined; log: Log }): Redactor => {
  const breaker = createBreaker({
    dependency: 'redactor',
    hear: ({ details }) => (details?.upstreamStatus === undefined ? 'outage' : 'answer'),
    log: options.log,
  });
  const analyze = async (texts: string[], { timeoutMs, signal }: MaskBounds) => {
    const traceparent = activeTraceparent();
    const response = await fetch(new URL('/analyze', options.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      body: JSON.stringify({ text: texts, language: 'en', offset_unit: 'utf16' }),
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw unmasked({ details: { upstreamStatus: response.status } });
    }
    return analyzed.parse(await response.json());
  };
  const mask: Redactor['mask'] = async (documents, bounds) => {
    const found = await breaker.guard(() =>
      analyze(documents.map(joined), bounds).catch((thrown) => {
        throw thrown instanceof Failure ? thrown : unmasked({ cause: thrown });
      }),
    );
    if (found.length !== documents.length) throw unmasked({ details: { problem: 'count' } });
    return documents.map((parts, at) =>
      maskParts(
        parts,
        (found[at] ?? []).map(({ entity_type, start, end }) => ({ entity: entity_type, start, end })),
      ),
    );
  };
  return { breaker, mask };
};

const unmasked = (options: { details?: Failure['details']; cause?: unknown }): Failure =>
  new Failure('embeddings.unmasked', {
    ...(options.details === undefined ? {} : { details: options.details }),
    ...(options.cause === undefined ? {} : { cause: options.cause }),
  });

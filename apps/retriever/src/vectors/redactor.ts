import { type Breaker, createBreaker } from '@rollcall/breaker';
import { Failure, type FailureDetails } from '@rollcall/failures';
import { activeTraceparent, type Log } from '@rollcall/telemetry';
import { z } from 'zod';
import { type Finding, joined, maskParts } from './mask.ts';

/** What masking leaves: a date alone names nobody, and it is what many questions ask for. A date of birth is masked. */
const kept = new Set(['DATE_TIME']);

const supported = z.array(z.string()).min(1);

const analyzed = z.array(z.array(z.object({ entity_type: z.string().min(1), start: z.int(), end: z.int() })));

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
    hear: ({ details }) => (Number(details?.upstreamStatus ?? 500) >= 500 ? 'outage' : 'answer'),
    log: options.log,
  });
  const call = async (path: string, bounds: MaskBounds, body?: object): Promise<unknown> => {
    const { timeoutMs, signal } = bounds;
    const traceparent = activeTraceparent();
    const response = await fetch(new URL(path, options.url), {
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    });
    if (response.ok) return response.json();
    await response.body?.cancel();
    throw unmasked({ details: { upstreamStatus: response.status } });
  };

  let entities: string[] | undefined;
  const analyze = async (texts: string[], bounds: MaskBounds) => {
    entities ??= supported.parse(await call('/supportedentities', bounds)).filter((type) => !kept.has(type));
    const request = { text: texts, language: 'en', offset_unit: 'utf16', entities };
    return analyzed.parse(await call('/analyze', bounds, request));
  };

  const mask: Redactor['mask'] = async (documents, bounds) => {
    const found = await breaker.guard(() =>
      analyze(documents.map(joined), bounds).catch((thrown) => {
        throw thrown instanceof Failure ? thrown : unmasked({ cause: thrown });
      }),
    );
    if (found.length !== documents.length) throw unmasked({ details: { problem: 'count' } });
    return documents.map((parts, at) => maskParts(parts, (found[at] ?? []).map(findingOf)));
  };
  return { breaker, mask };
};

const findingOf = ({ entity_type, start, end }: z.infer<typeof analyzed>[number][number]): Finding => ({
  entity: entity_type,
  start,
  end,
});

const unmasked = (options: { details?: FailureDetails; cause?: unknown }): Failure =>
  new Failure('embeddings.unmasked', options);

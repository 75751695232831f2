import { Failure, fromRecord } from '@rollcall/failures';
import { z } from 'zod';
import type { TypedSpan } from './annotated-texts.ts';
import { utf16OffsetsOf } from './code-points.ts';

const SECOND = 1000;
const longestMs = 120 * SECOND;

/** A service that speaks Presidio's API. */
export type Analyzer = {
  url: string;
  /** Of a redactor of ours that demands one. */
  token: string | undefined;
};

export type ScoredSpan = TypedSpan & { score: number };

/** What an analyzer found in a text, and how long it took to say so, in milliseconds. */
export type Analysis = { found: ScoredSpan[]; latencyMs: number };

const findings = z.array(
  z.looseObject({
    entity_type: z.string().min(1),
    start: z.int().min(0),
    end: z.int().min(0),
    score: z.number(),
  }),
);
const refusal = z.object({ error: z.object({ code: z.string() }) });

export type AnalyzeWishes = {
  /** Least score; the service's own where it is not set. */
  threshold?: number | undefined;
  /** Types to look for; all where it is not set. */
  entities?: readonly string[] | undefined;
  /** Values that are no findings. */
  allow?: readonly string[] | undefined;
};

/**
 * Asks an analyzer for the personal data in one text: Presidio's `POST /analyze`, offsets translated from code
 * points to UTF-16 units. An empty text is not asked about: Presidio refuses those. Throws `service.unavailable`
 * where nobody answers, what a service of ours answers, and `redact.analyzer_refused` for any other answer that is
 * none; never a part of the text.
 */
export const analyzeText = async (
  analyzer: Analyzer,
  text: string,
  { threshold, entities, allow }: AnalyzeWishes = {},
): Promise<Analysis> => {
  if (text === '') return { found: [], latencyMs: 0 };
  const body = {
    text,
    language: 'en',
    ...(threshold === undefined ? {} : { score_threshold: threshold }),
    ...(entities === undefined ? {} : { entities }),
    ...(allow === undefined ? {} : { allow_list: allow }),
  };
  const started = performance.now();
  const response = await fetch(addressOf(analyzer), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(analyzer.token === undefined ? {} : { authorization: `Bearer ${analyzer.token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(longestMs),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'analyzer' } });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const latencyMs = performance.now() - started;
  if (!response.ok) {
    const refused = refusal.safeParse(answer);
    if (refused.success) throw fromRecord(refused.data.error);
    throw new Failure('redact.analyzer_refused', { details: { status: response.status } });
  }
  const read = findings.safeParse(answer);
  const found = read.success ? placesIn(text, read.data) : undefined;
  if (found === undefined) throw new Failure('redact.analyzer_refused', { details: { status: 200 } });
  return { found, latencyMs };
};

const addressOf = ({ url }: Analyzer): URL => new URL('analyze', url.endsWith('/') ? url : `${url}/`);

/** Undefined where an offset lies behind the text: such an answer is of another text, or counts in other units. */
const placesIn = (text: string, given: z.infer<typeof findings>): ScoredSpan[] | undefined => {
  const utf16 = utf16OffsetsOf(text);
  const spans: ScoredSpan[] = [];
  for (const { entity_type, score, ...place } of given) {
    const start = utf16(place.start);
    const end = utf16(place.end);
    if (start === undefined || end === undefined) return undefined;
    if (start < end) spans.push({ type: entity_type, start, end, score });
  }
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
};

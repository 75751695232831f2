import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import type { Entry } from './batches.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export type IngestTarget = {
  /** The gateway's address. */
  gatewayUrl: string;
  key: string | undefined;
  collection: string;
};

const replaced = { nul: z.number(), surrogates: z.number(), control: z.number() };
const count = z.number();
const report = z.object({
  documents: count,
  passages: count,
  unchanged: count,
  // A retriever of an earlier version does not say it.
  cleaned: z
    .object({ documents: count, ...replaced })
    .default({ documents: 0, nul: 0, surrogates: 0, control: 0 }),
  failed: z.array(
    z.object({
      position: z.number(),
      id: z.string().nullable(),
      code: z.string(),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

/** What the retriever did with a batch's documents (apps/retriever/README.md). */
export type BatchReport = z.infer<typeof report>;

const refusal = z.object({ error: z.object({ code: z.string(), retryable: z.boolean() }) });

/** How patient a sender is. */
export type Patience = {
  /** A batch is tried again for so long after it failed first; milliseconds. */
  forMs: number;
  /** Aborted: a batch that failed is not tried again. */
  signal?: AbortSignal | undefined;
  /** Called before each wait. */
  onWait?: (() => void) | undefined;
};

/** A try whose failure may pass: nobody answered, or the answer says that another try may succeed. */
type Passing = { retryAfterMs: number | undefined; failure: Failure };

/** One request may take this long: the retriever stores what it was sent before it answers. */
const longestMs = 5 * MINUTE;

/** The first pause, the longest one, and each one's length against the one before it. */
const pauses = { first: 250, longest: 5 * SECOND, factor: 2 };

/**
 * Sends documents to the gateway as NDJSON, and again where that may help: nobody answers, or the answer is one
 * that may change by itself (`retryable`). A `Retry-After` is kept. Sending the same documents twice changes
 * nothing. Answers undefined where the body is too large for the gateway. Throws `service.unavailable` when its
 * patience is over, `ingest.refused` where the gateway refuses.
 */
export const postDocuments = async (
  target: IngestTarget,
  entries: Entry[],
  patience: Patience,
): Promise<BatchReport | undefined> => {
  const body = entries.map(({ line }) => line).join('\n');
  const giveUpAt = { ms: Number.POSITIVE_INFINITY };
  for (let pauseMs = pauses.first; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longest)) {
    const tried = await post(target, body);
    if (tried === 'too large') return undefined;
    if (!('failure' in tried)) return tried;
    const now = performance.now();
    giveUpAt.ms = Math.min(giveUpAt.ms, now + patience.forMs);
    const waitMs = tried.retryAfterMs ?? pauseMs * (0.5 + Math.random());
    if (patience.signal?.aborted || now + waitMs > giveUpAt.ms) throw tried.failure;
    patience.onWait?.();
    await sleep(waitMs, undefined, { signal: patience.signal }).catch(() => {});
  }
};

const post = async (target: IngestTarget, body: string): Promise<BatchReport | Passing | 'too large'> => {
  const url = new URL('/v1/documents', target.gatewayUrl);
  url.searchParams.set('collection', target.collection);
  let answered: { response: Response; body: unknown };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        ...(target.key === undefined ? {} : { authorization: `Bearer ${target.key}` }),
      },
      body,
      signal: AbortSignal.timeout(longestMs),
    });
    answered = { response, body: readJson(await response.text()) };
  } catch (thrown) {
    const failure = new Failure('service.unavailable', { cause: thrown, details: { service: 'gateway' } });
    return { failure, retryAfterMs: undefined };
  }
  return judge(answered.response, answered.body);
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Statuses of proxies between here and the gateway, whose answers are not ours. */
const passingStatuses = new Set([429, 502, 503, 504]);

const judge = (response: Response, body: unknown): BatchReport | Passing | 'too large' => {
  const { status } = response;
  const read = report.safeParse(body);
  if (response.ok && read.success) return read.data;
  if (status === 413) return 'too large';
  const refused = refusal.safeParse(body).data?.error;
  const failure = new Failure('ingest.refused', {
    details: { status, ...(refused === undefined ? {} : { code: refused.code }) },
  });
  if (!(refused?.retryable ?? passingStatuses.has(status))) throw failure;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return { failure, retryAfterMs: Number.isFinite(seconds) ? seconds * SECOND : undefined };
};

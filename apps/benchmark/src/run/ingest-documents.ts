import { Failure } from '@rollcall/failures';
import { z } from 'zod';

export type Ingestible = { id: string; title?: string | undefined; text: string; metadata?: object };

export type IngestTarget = {
  /** The gateway's address. */
  gatewayUrl: string;
  key: string | undefined;
  collection: string;
};

export type IngestTotals = {
  documents: number;
  passages: number;
  unchanged: number;
  failed: { id: string | null; code: string }[];
};

/** Documents of one request: large enough to be quick, small enough to show progress. */
const batchSize = 100;

const answer = z.object({
  documents: z.number(),
  passages: z.number(),
  unchanged: z.number(),
  failed: z.array(z.object({ id: z.string().nullable(), code: z.string(), message: z.string() })),
});

export type IngestOptions = {
  /** Called before the first batch and after each. */
  onProgress?: (done: number) => void;
  /** Aborted: no further batch is sent. */
  signal?: AbortSignal;
};

/**
 * Sends documents to the gateway, batch by batch, as NDJSON. Sending the same again changes nothing.
 * Throws `service.unavailable` where the gateway does not answer, `ingest.refused` where it refuses.
 */
export const ingestDocuments = async (
  target: IngestTarget,
  documents: Ingestible[],
  { onProgress = () => {}, signal }: IngestOptions = {},
): Promise<IngestTotals> => {
  const totals: IngestTotals = { documents: 0, passages: 0, unchanged: 0, failed: [] };
  const url = new URL('/v1/documents', target.gatewayUrl);
  url.searchParams.set('collection', target.collection);
  onProgress(0);
  for (let from = 0; from < documents.length && !signal?.aborted; from += batchSize) {
    const batch = documents.slice(from, from + batchSize);
    const report = await send(url, target.key, batch);
    totals.documents += report.documents;
    totals.passages += report.passages;
    totals.unchanged += report.unchanged;
    totals.failed.push(...report.failed);
    onProgress(from + batch.length);
  }
  return totals;
};

const send = async (url: URL, key: string | undefined, batch: Ingestible[]) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: batch.map((document) => JSON.stringify(document)).join('\n'),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'gateway' } });
  });
  const parsed = answer.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !parsed.success) {
    throw new Failure('ingest.refused', { details: { status: response.status } });
  }
  return parsed.data;
};

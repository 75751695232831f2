import type { IngestTarget } from '../ingest/post-documents.ts';
import { type FailedDocument, type SentTotals, sendDocuments } from '../ingest/send-documents.ts';
import type { Ingestible, Sourced } from '../ingest/source.ts';

export type { Ingestible } from '../ingest/source.ts';

export type IngestOptions = {
  /** Called before the first batch and after each. */
  onProgress?: (done: number) => void;
  /** Aborted: no further batch is sent. */
  signal?: AbortSignal;
  /** How long a request that fails is tried again; milliseconds. */
  patienceMs?: number;
};

/**
 * Sends documents that are in memory to the gateway, and says which ones failed. Sending the same again changes
 * nothing. Throws `service.unavailable` where the gateway does not answer, `ingest.refused` where it refuses.
 */
export const ingestDocuments = async (
  target: IngestTarget,
  documents: Ingestible[],
  { onProgress = () => {}, signal, patienceMs }: IngestOptions = {},
): Promise<Omit<SentTotals, 'failed'> & { failed: FailedDocument[] }> => {
  const failed: FailedDocument[] = [];
  const totals = await sendDocuments(
    target,
    { documents: inOrder(documents), meter: { read: 0 } },
    {
      ...(patienceMs === undefined ? {} : { patienceMs }),
      signal,
      onFailed: (each) => failed.push(each),
      onProgress: ({ totals: now }) => onProgress(now.documents + now.unchanged + now.failed),
    },
  );
  return { ...totals, failed };
};

async function* inOrder(documents: Ingestible[]): AsyncGenerator<Sourced> {
  for (const [index, document] of documents.entries()) {
    yield { place: { file: '', line: index + 1 }, document };
  }
}

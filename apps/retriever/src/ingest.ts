import { asFailure, Failure, type FailureDetails } from '@rollcall/failures';
import type { Tenants } from '@rollcall/postgres';
import type { CollectionName } from './collections.ts';
import { type IngestDocument, idOf, readDocument } from './document.ts';
import type { IngestLimits } from './limits.ts';
import type { Item } from './read-items.ts';
import { storeDocuments } from './store-documents.ts';

/** Documents of one transaction, unless their text together is longer than `batchUnits` UTF-16 units. */
const batchDocuments = 100;
const batchUnits = 4_000_000;

/** A document that was refused; `id` is null where it cannot be read. `position` counts from 1. */
export type Refused = {
  position: number;
  id: string | null;
  code: string;
  message: string;
  details?: FailureDetails;
};

/**
 * What became of a request's documents: every one is in `documents` (written), `unchanged` or `failed`.
 * `passages` counts the written documents' passages.
 */
export type IngestReport = { documents: number; passages: number; unchanged: number; failed: Refused[] };

/**
 * Stores the documents that `items` yields, a batch a transaction; the next item is taken when the batch
 * before it is stored. A document that cannot be accepted is reported and does not stop the rest. Where
 * an id occurs twice, the later document wins.
 *
 * Throws `request.invalid` for no document at all, `request.too_large` past the limit of documents, and
 * `postgres.*`. The batches that were stored by then stay; a failure's details count them, and sending
 * the same documents again is safe.
 */
export const ingest = async (
  db: Tenants,
  name: CollectionName,
  items: AsyncIterable<Item>,
  limits: Pick<IngestLimits, 'documents'>,
): Promise<IngestReport> => {
  const report: IngestReport = { documents: 0, passages: 0, unchanged: 0, failed: [] };
  let batch = new Map<string, IngestDocument>();
  let units = 0;
  let position = 0;

  const flush = async (): Promise<void> => {
    if (batch.size === 0) return;
    const stored = await storeDocuments(db, name, [...batch.values()]);
    report.documents += stored.documents;
    report.passages += stored.passages;
    report.unchanged += stored.unchanged;
    batch = new Map();
    units = 0;
  };

  try {
    for await (const item of items) {
      ({ position } = item);
      if (position > limits.documents) {
        throw new Failure('request.too_large', { details: { limitDocuments: limits.documents } });
      }
      const document = accept(item, report);
      if (document === undefined) continue;
      if (batch.size >= batchDocuments || units >= batchUnits || batch.has(document.id)) await flush();
      batch.set(document.id, document);
      units += document.text.length;
    }
    if (position === 0) throw new Failure('request.invalid', { details: { fields: ['(body)'] } });
    await flush();
  } catch (thrown) {
    throw withCounts(asFailure(thrown), report);
  }
  return report;
};

const accept = (item: Item, report: IngestReport): IngestDocument | undefined => {
  try {
    if ('failure' in item) throw item.failure;
    return readDocument(item.value);
  } catch (thrown) {
    const { code, message, details } = asFailure(thrown);
    report.failed.push({
      position: item.position,
      id: 'value' in item ? idOf(item.value) : null,
      code,
      message,
      ...(details === undefined ? {} : { details }),
    });
    return undefined;
  }
};

const withCounts = (failure: Failure, report: IngestReport): Failure => {
  const { documents, passages, unchanged } = report;
  return new Failure(failure.code, {
    cause: failure,
    details: { ...failure.details, documents, passages, unchanged, failed: report.failed.length },
  });
};

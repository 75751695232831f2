import { asFailure, Failure, type FailureCode } from '@rollcall/failures';
import { type IngestDocument, readDocument } from './document.ts';
import {
  countCleaned,
  countRefused,
  countStored,
  emptyReport,
  type IngestReport,
  withCounts,
} from './ingest-report.ts';
import type { IngestLimits } from './limits.ts';
import type { Item } from './read-items.ts';
import type { Stored } from './store-documents.ts';

/** Documents of one transaction, unless their text together is longer than `batchUnits` UTF-16 units. */
const batchDocuments = 500;
const batchUnits = 4_000_000;

/** A value that Postgres cannot store or index: the document's fault, and none of the others of its batch. */
const ofOneDocument: FailureCode = 'postgres.value';

/** Stores documents of different ids, all or none of them. */
export type Store = (documents: IngestDocument[]) => Promise<Stored>;

/** A document that waits for its batch, and as what it came. */
type Accepted = { item: Item; document: IngestDocument };

/**
 * Stores the documents that `items` yields, a batch a transaction; the next item is taken when the batch
 * before it is stored. A document that cannot be accepted, or that Postgres refuses, is reported and does not
 * stop the rest. Where an id occurs twice, the later document wins.
 *
 * Throws `request.invalid` for no document at all, `request.too_large` past the limit of documents, and
 * `postgres.*`. The batches that were stored by then stay; a failure's details count them, and sending
 * the same documents again is safe.
 */
export const ingest = async (
  store: Store,
  items: AsyncIterable<Item>,
  limits: Pick<IngestLimits, 'documents'>,
): Promise<IngestReport> => {
  const report = emptyReport();
  let batch = new Map<string, Accepted>();
  let units = 0;
  let position = 0;

  const flush = async (): Promise<void> => {
    await storeBatch(store, [...batch.values()], report);
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
      batch.set(document.id, { item, document });
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
    const document = readDocument(item.value);
    countCleaned(report, item.position, document);
    return document;
  } catch (thrown) {
    countRefused(report, item, thrown);
    return undefined;
  }
};

/** Stores a batch; where one of its documents is refused, the halves by themselves, until it stands alone. */
const storeBatch = async (store: Store, batch: Accepted[], report: IngestReport): Promise<void> => {
  const [first] = batch;
  if (first === undefined) return;
  try {
    countStored(report, await store(batch.map(({ document }) => document)));
  } catch (thrown) {
    if (asFailure(thrown).code !== ofOneDocument) throw thrown;
    if (batch.length === 1) return countRefused(report, first.item, thrown);
    const half = Math.ceil(batch.length / 2);
    await storeBatch(store, batch.slice(0, half), report);
    await storeBatch(store, batch.slice(half), report);
  }
};

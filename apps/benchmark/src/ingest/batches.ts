import type { Failure } from '@rollcall/failures';
import type { Meter, Place, Sourced } from './source.ts';

/** Documents of one request: as many as the retriever stores in one transaction. */
const mostDocuments = 500;

/** UTF-16 units of one request's body, unless one document alone is longer. */
const mostUnits = 4 * 1024 * 1024;

/** A document of a batch: its line of NDJSON, and where it came from. */
export type Entry = { id: string; place: Place; line: string };

/** Documents of one request, the places before it that hold none, and how far the source was read by then. */
export type Batch = {
  entries: Entry[];
  unreadable: { place: Place; failure: Failure }[];
  readBytes: number;
};

/** The documents of a source in batches, in its order. */
export async function* batchesOf(documents: AsyncIterable<Sourced>, meter: Meter): AsyncGenerator<Batch> {
  let batch = emptyBatch();
  let units = 0;
  const next = (): Batch => {
    const whole = { ...batch, readBytes: meter.read };
    batch = emptyBatch();
    units = 0;
    return whole;
  };
  for await (const sourced of documents) {
    if ('failure' in sourced) {
      batch.unreadable.push(sourced);
    } else {
      const line = JSON.stringify(sourced.document);
      if (batch.entries.length > 0 && units + line.length > mostUnits) yield next();
      batch.entries.push({ id: sourced.document.id, place: sourced.place, line });
      units += line.length;
    }
    if (batch.entries.length >= mostDocuments || batch.unreadable.length >= mostDocuments) yield next();
  }
  if (batch.entries.length + batch.unreadable.length > 0) yield next();
}

const emptyBatch = (): Batch => ({ entries: [], unreadable: [], readBytes: 0 });

import type { Failure } from '@rollcall/failures';

/** A document as the retriever takes it. */
export type Ingestible = {
  id: string;
  title?: string | undefined;
  text: string;
  metadata?: Record<string, unknown> | undefined;
};

/** Where in its source a document stands: the file, and the line or the record, counted from 1. */
export type Place = { file: string; line?: number | undefined };

/** One document of a source, or why what stands at its place is none. */
export type Sourced = { place: Place } & ({ document: Ingestible } | { failure: Failure });

/** Bytes that have been read from disk, as they lie there: compressed ones where a file is. */
export type Meter = { read: number };

/** Documents that are read while they are taken. */
export type Source = {
  documents: AsyncIterable<Sourced>;
  /** Bytes on disk of all files; `meter.read` goes up to it. */
  bytes: number;
  meter: Meter;
};

/**
 * Bytes of one document, or of one line or record that may hold one: a larger one is refused without being held.
 * Far beyond what the retriever takes as it is usually set.
 */
export const mostDocumentBytes = 64 * 1024 * 1024;

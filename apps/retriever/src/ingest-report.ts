import { asFailure, Failure, type FailureDetails } from '@rollcall/failures';
import { type IngestDocument, idOf } from './document.ts';
import type { Item } from './read-items.ts';
import type { Replaced } from './safe-text.ts';
import type { Stored } from './store-documents.ts';

/** A document that was refused; `id` is null where it cannot be read. `position` counts from 1. */
export type Refused = {
  position: number;
  id: string | null;
  code: string;
  message: string;
  details?: FailureDetails;
};

/** A document that was accepted with some units replaced. */
export type Cleaned = { position: number; id: string } & Replaced;

/** Cleaned documents that are named; all are counted. */
const mostNamed = 100;

/**
 * What became of a request's documents: every one is in `documents` (written), `unchanged` or `failed`.
 * `passages` counts the written documents' passages. `cleaned` says what was replaced to make text safe: how
 * many documents had something to be replaced, how many units of each kind, and the first hundred by name.
 */
export type IngestReport = {
  documents: number;
  passages: number;
  unchanged: number;
  cleaned: { documents: number } & Replaced & { first: Cleaned[] };
  failed: Refused[];
};

export const emptyReport = (): IngestReport => ({
  documents: 0,
  passages: 0,
  unchanged: 0,
  cleaned: { documents: 0, nul: 0, surrogates: 0, control: 0, first: [] },
  failed: [],
});

/** Counts what a batch's storing did. */
export const countStored = (report: IngestReport, { documents, passages, unchanged }: Stored): void => {
  report.documents += documents;
  report.passages += passages;
  report.unchanged += unchanged;
};

/** Counts what was replaced in an accepted document, if anything was. */
export const countCleaned = (
  { cleaned }: IngestReport,
  position: number,
  { id, replaced }: IngestDocument,
): void => {
  if (replaced.nul + replaced.surrogates + replaced.control === 0) return;
  cleaned.documents += 1;
  cleaned.nul += replaced.nul;
  cleaned.surrogates += replaced.surrogates;
  cleaned.control += replaced.control;
  if (cleaned.first.length < mostNamed) cleaned.first.push({ position, id, ...replaced });
};

/** Enters a document as failed, with a Failure's code and without its cause. */
export const countRefused = (report: IngestReport, item: Item, thrown: unknown): void => {
  const { code, message, details } = asFailure(thrown);
  report.failed.push({
    position: item.position,
    id: 'value' in item ? idOf(item.value) : null,
    code,
    message,
    ...(details === undefined ? {} : { details }),
  });
};

/** The failure of a whole request with what was done by then. */
export const withCounts = (failure: Failure, report: IngestReport): Failure => {
  const { documents, passages, unchanged } = report;
  return new Failure(failure.code, {
    cause: failure,
    details: { ...failure.details, documents, passages, unchanged, failed: report.failed.length },
  });
};

import { advance, type RowRequest } from '@rollcall/ledger';
import { type Payload, type StageResult, toHop } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { stage } from '@rollcall/service';
import { activeSpan, attributes } from '@rollcall/telemetry';
import { findPassages, type Search } from './find-passages.ts';

/** Passages of a row whose request, written by another version, names no number. */
const usualPassages = 5;

export type StageDeps = {
  db: Database;
  /** Where passages are looked up. */
  search: Search;
};

/**
 * Finds the passages for a row's question, in the collection of the row's own tenant, and passes their ids
 * and scores on. Drops the job of a row that is closed or of another epoch. A row without a collection
 * asks the model alone. Throws `collection.not_found` and `postgres.*`.
 */
export const retrieve = async (job: Payload<'retrieve'>, { db, search }: StageDeps): Promise<StageResult> => {
  const row = await advance(db, job, 'retrieve');
  if (!row) return { to: 'drop' };
  if (row.collection === undefined) return toHop('redact', { retrieved: [] });
  const found = await findPassages(search, {
    tenantId: row.tenantId,
    collection: row.collection,
    query: questionOf(row.request),
    k: row.request.k ?? usualPassages,
  });
  activeSpan()?.setAttribute(attributes.passages, found.length);
  return toHop('redact', { retrieved: found.map(({ passageId, score }) => ({ passageId, score })) });
};

/** What is asked: the last user message. */
const questionOf = (request: RowRequest): string =>
  request.messages.findLast((message) => message.role === 'user')?.content ?? '';

/** The retriever's hop. */
export const retrieveStage = (deps: StageDeps) =>
  stage({ hop: 'retrieve', run: (job) => retrieve(job, deps) });

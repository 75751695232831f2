import { advance, type RowRequest } from '@rollcall/ledger';
import { type Payload, type StageResult, toHop } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { type Line, stage } from '@rollcall/service';
import { activeSpan, attributes } from '@rollcall/telemetry';
import type { Find } from './vectors/find.ts';

/** Passages of a row whose request, written by another version, names no number. */
const usualPassages = 5;

export type StageDeps = {
  db: Database;
  /** How passages are looked up. */
  find: Find;
};

/**
 * Finds the passages for a row's question, in the collection of the row's own tenant, and passes their ids
 * and scores on. Drops the job of a row that is closed or of another epoch. A row without a collection
 * asks the model alone. Throws `collection.not_found` and `postgres.*`.
 */
export const retrieve = async (job: Payload<'retrieve'>, { db, find }: StageDeps): Promise<StageResult> => {
  const row = await advance(db, job, 'retrieve');
  if (!row) return { to: 'drop' };
  if (row.collection === undefined) return toHop('redact', { retrieved: [] });
  const { passages } = await find({
    tenantId: row.tenantId,
    collection: row.collection,
    query: questionOf(row.request),
    k: row.request.k ?? usualPassages,
  });
  activeSpan()?.setAttribute(attributes.passages, passages.length);
  return toHop('redact', { retrieved: passages.map(({ passageId, score }) => ({ passageId, score })) });
};

/** What is asked: the last user message. */
const questionOf = (request: RowRequest): string =>
  request.messages.findLast((message) => message.role === 'user')?.content ?? '';

/**
 * The retriever's hop. Jobs that were taken pass through `line`, one after the other with all of its statements: as
 * many as `CONCURRENCY` allows, each in the pool's queue for each statement, would hold what they have found so far
 * until all others have got as far.
 */
export const retrieveStage = (deps: StageDeps, line?: Line) =>
  stage({
    hop: 'retrieve',
    run: (job, { signal }) =>
      line === undefined
        ? retrieve(job, deps)
        : line.pass((waitedMs) => {
            activeSpan()?.setAttribute(attributes.lineWaitMs, waitedMs);
            return retrieve(job, deps);
          }, signal),
  });

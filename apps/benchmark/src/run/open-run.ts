import { randomUUID } from 'node:crypto';
import { expect, openRows, openRun as openRunRow } from '@rollcall/ledger';
import type { ModelParams } from '@rollcall/pipeline';
import type { Database, Queryable } from '@rollcall/postgres';
import type { Dataset } from '../dataset/read-dataset.ts';

/** Rows of one INSERT. */
const batchSize = 500;

export type RunSettings = {
  tenantId: string;
  collection: string;
  params: ModelParams;
  /** The model's name for people, where the parameters name none. */
  model: string;
  /** Where the model is, as far as the command knows: a resume must not ask another one unnoticed. */
  endpoint: string | undefined;
  grounding: 'off' | 'annotate' | 'block';
  /** Passages looked up for each question. */
  k: number;
  /** Time that each document has from its first hop on; milliseconds. */
  workDeadlineMs: number;
};

export type OpenedRun = { runId: string; rowIds: string[] };

/**
 * Opens a run, all of its rows and what they are scored against, before any job exists. It is one transaction:
 * a crash leaves a run that can be resumed to its last document, or none.
 */
export const openRun = (db: Database, dataset: Dataset, settings: RunSettings): Promise<OpenedRun> =>
  db.transaction((tx) => write(tx, dataset, settings));

const write = async (db: Queryable, dataset: Dataset, settings: RunSettings): Promise<OpenedRun> => {
  const runId = randomUUID();
  const { tenantId, collection, params, grounding, k, workDeadlineMs } = settings;
  await openRunRow(db, {
    id: runId,
    tenantId,
    dataset: dataset.name,
    datasetSha256: dataset.sha256,
    documents: dataset.documents.length,
    collection,
    settings: { ...params, model: settings.model, endpoint: settings.endpoint, grounding, k },
    workDeadlineMs,
  });
  const rowIds: string[] = [];
  for (let from = 0; from < dataset.documents.length; from += batchSize) {
    const batch = dataset.documents
      .slice(from, from + batchSize)
      .map((document) => ({ ...document, rowId: randomUUID() }));
    await openRows(
      db,
      batch.map((document) => ({
        id: document.rowId,
        tenantId,
        runId,
        documentId: document.id,
        collection,
        deadlineMs: workDeadlineMs,
        request: {
          messages: [{ role: 'user' as const, content: document.question }],
          k,
          params,
          treatment: { grounding, abstain: false },
          scope: { kind: 'run' as const, id: runId },
        },
      })),
    );
    await expect(
      db,
      batch.map((document) => ({
        rowId: document.rowId,
        runId,
        answers: document.answers,
        answerable: document.answerable,
        planted: document.planted,
      })),
    );
    rowIds.push(...batch.map((document) => document.rowId));
  }
  return { runId, rowIds };
};

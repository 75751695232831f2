import { randomUUID } from 'node:crypto';
import { expect, openRows, openRun as openRunRow, readCollectionPolicy } from '@rollcall/ledger';
import {
  type CollectionPolicy,
  groundingPolicy,
  type ModelParams,
  noPolicy,
  treatmentUnder,
} from '@rollcall/pipeline';
import type { Database, Queryable } from '@rollcall/postgres';
import type { Dataset } from '../dataset/read-dataset.ts';
import type { Judge } from '../stack/judge.ts';

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
  /** Who judges uncertain claims, as far as the command knows. */
  judge: Judge | undefined;
  /** Passages looked up for each question. */
  k: number;
  /** Time that each document has from its first hop on; milliseconds. */
  workDeadlineMs: number;
};

export type OpenedRun = { runId: string; rowIds: string[] };

/**
 * Opens a run, all of its rows and what they are scored against, before any job exists. It is one transaction:
 * a crash leaves a run that can be resumed to its last document, or none. Its documents are treated as the
 * collection's policy says, which stands in the run's settings: one that is set later is another run's.
 */
export const openRun = async (db: Database, dataset: Dataset, settings: RunSettings): Promise<OpenedRun> => {
  const policy = (await readCollectionPolicy(db, settings)) ?? noPolicy;
  return db.transaction((tx) => write(tx, dataset, { ...settings, policy }));
};

const write = async (
  db: Queryable,
  dataset: Dataset,
  settings: RunSettings & { policy: CollectionPolicy },
): Promise<OpenedRun> => {
  const runId = randomUUID();
  const { tenantId, collection, params, policy, k, workDeadlineMs } = settings;
  const { model, endpoint, judge } = settings;
  const { abstain, drop } = policy;
  const grounding = groundingPolicy(undefined, policy.grounding);
  await openRunRow(db, {
    id: runId,
    tenantId,
    dataset: dataset.name,
    datasetSha256: dataset.sha256,
    documents: dataset.documents.length,
    collection,
    settings: { ...params, model, endpoint, judge, grounding, abstain, drop, k },
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
          treatment: treatmentUnder(policy),
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

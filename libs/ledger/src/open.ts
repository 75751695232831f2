import type { ChatMessage, ModelParams, Treatment } from '@rollcall/pipeline';
import type { Queryable } from '@rollcall/postgres';

/** What is asked, as it was asked: raw text, kept in Postgres only. */
export type RowRequest = {
  messages: ChatMessage[];
  /** Passages to look up. */
  k: number;
  params: ModelParams;
  treatment: Treatment;
  /** Within what equal values share a placeholder, where that is more than this document. Since 0.1.0. */
  scope?: { kind: 'conversation' | 'run'; id: string } | undefined;
};

export type NewRun = {
  id: string;
  tenantId: string;
  dataset: string;
  datasetSha256: string;
  documents: number;
  collection: string | undefined;
  settings: Record<string, unknown>;
  /** Time that each row has from its first hop on, in milliseconds. */
  workDeadlineMs: number;
};

export type NewRow = {
  id: string;
  tenantId: string;
  runId?: string;
  documentId?: string;
  collection?: string | undefined;
  request: RowRequest;
  /** Allowed time in milliseconds: from now for a request, from the first hop for a row of a run. */
  deadlineMs: number;
  traceparent?: string | undefined;
  traceId?: string | undefined;
  idempotencyKey?: string | undefined;
  requestSha256?: string | undefined;
};

export type Expectation = {
  rowId: string;
  runId: string;
  answers: string[];
  answerable: boolean;
  planted: { type: string; value: string }[];
};

/** Writes the run before any of its rows: the count that completeness is held against. */
export const openRun = async (db: Queryable, run: NewRun): Promise<void> => {
  await db.query({
    name: 'ledger.open_run',
    text: `INSERT INTO rollcall.runs (id, tenant_id, dataset, dataset_sha256, documents, collection, settings, work_deadline_ms)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      run.id,
      run.tenantId,
      run.dataset,
      run.datasetSha256,
      run.documents,
      run.collection ?? null,
      JSON.stringify(run.settings),
      run.workDeadlineMs,
    ],
  });
};

/**
 * Opens rows, before their jobs are enqueued. A row of a request gets its deadline now; a row of a run
 * gets it at its first hop. A row that exists already (same id, or same document of the run) is left alone.
 */
export const openRows = async (db: Queryable, rows: NewRow[]): Promise<void> => {
  await db.query({
    name: 'ledger.open_rows',
    text: `INSERT INTO rollcall.rows (id, tenant_id, run_id, document_id, collection, request, deadline_ms,
             traceparent, trace_id, idempotency_key, request_sha256, deadline_at)
           SELECT id, tenant_id, run_id, document_id, collection, request, deadline_ms,
             traceparent, trace_id, idempotency_key, request_sha256,
             CASE WHEN run_id IS NULL THEN now() + deadline_ms * interval '1 ms' END
           FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, tenant_id uuid, run_id uuid, document_id text,
             collection text, request jsonb, deadline_ms int, traceparent text, trace_id text,
             idempotency_key text, request_sha256 text)
           ON CONFLICT DO NOTHING`,
    values: [
      JSON.stringify(
        rows.map((row) => ({
          id: row.id,
          tenant_id: row.tenantId,
          run_id: row.runId,
          document_id: row.documentId,
          collection: row.collection,
          request: row.request,
          deadline_ms: row.deadlineMs,
          traceparent: row.traceparent,
          trace_id: row.traceId,
          idempotency_key: row.idempotencyKey,
          request_sha256: row.requestSha256,
        })),
      ),
    ],
  });
};

/** Writes what a run's rows are scored against; only the benchmark reads it. */
export const expect = async (db: Queryable, expectations: Expectation[]): Promise<void> => {
  await db.query({
    name: 'ledger.expect',
    text: `INSERT INTO rollcall.run_expectations (row_id, run_id, answers, answerable, planted)
           SELECT row_id, run_id, answers, answerable, planted
           FROM jsonb_to_recordset($1::jsonb)
             AS r (row_id uuid, run_id uuid, answers jsonb, answerable boolean, planted jsonb)
           ON CONFLICT DO NOTHING`,
    values: [
      JSON.stringify(
        expectations.map((expectation) => ({
          row_id: expectation.rowId,
          run_id: expectation.runId,
          answers: expectation.answers,
          answerable: expectation.answerable,
          planted: expectation.planted,
        })),
      ),
    ],
  });
};

/** Says that somebody is still adding this run's jobs: the sweep leaves its untouched rows alone meanwhile. */
export const stillEnqueuing = async (db: Queryable, runId: string): Promise<void> => {
  await db.query({
    name: 'ledger.still_enqueuing',
    text: 'UPDATE rollcall.runs SET enqueuing_at = now() WHERE id = $1',
    values: [runId],
  });
};

/** Names the trace that a row was enqueued under. */
export const nameTrace = async (
  db: Queryable,
  row: { id: string; traceparent: string; traceId: string },
): Promise<void> => {
  await db.query({
    name: 'ledger.name_trace',
    text: 'UPDATE rollcall.rows SET traceparent = $2, trace_id = $3 WHERE id = $1 AND trace_id IS NULL',
    values: [row.id, row.traceparent, row.traceId],
  });
};

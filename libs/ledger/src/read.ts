import type { Queryable } from '@rollcall/postgres';
import type { RowStatus } from './states.ts';

/** One row as its owner may see it: restored text included. Times in milliseconds. */
export type RowView = {
  id: string;
  runId: string | null;
  documentId: string | null;
  epoch: number;
  status: RowStatus;
  hop: string | null;
  attempts: number;
  modelCalls: number;
  failure: {
    code: string;
    message: string;
    hop: string | null;
    details: Record<string, unknown> | null;
  } | null;
  abstainedBy: string | null;
  answer: string | null;
  maskedPrompt: { messages: { role: string; content: string }[]; sources: string[] } | null;
  evidence: Record<string, unknown> | null;
  verdict: Record<string, unknown> | null;
  citations: unknown[] | null;
  redactions: Record<string, number> | null;
  /** Version of the collection's policy that masked it; null where it belongs to no collection. */
  redactionVersion: number | null;
  timings: Record<string, { queueMs: number; workMs: number; attempts: number }> | null;
  model: string | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  ttftMs: number | null;
  traceId: string | null;
  collection: string | null;
  openedAt: Date;
  deadlineAt: Date | null;
  closedAt: Date | null;
};

const columns = `id, run_id AS "runId", document_id AS "documentId", epoch, status, hop, attempts,
  model_calls AS "modelCalls",
  CASE WHEN failure_code IS NOT NULL THEN jsonb_build_object('code', failure_code, 'message', failure_message,
    'hop', failure_hop, 'details', failure_details) END AS failure,
  abstained_by AS "abstainedBy", answer, masked_prompt AS "maskedPrompt", evidence, verdict, citations,
  redactions, redaction_version AS "redactionVersion", timings, model, finish_reason AS "finishReason", prompt_tokens AS "promptTokens",
  completion_tokens AS "completionTokens", ttft_ms AS "ttftMs", trace_id AS "traceId", collection,
  opened_at AS "openedAt", deadline_at AS "deadlineAt", closed_at AS "closedAt"`;

/** One row of a tenant; undefined where there is none. */
export const readRow = async (
  db: Queryable,
  rowId: string,
  tenantId?: string,
): Promise<RowView | undefined> => {
  const { rows } = await db.query<RowView>({
    name: 'ledger.read_row',
    text: `SELECT ${columns} FROM rollcall.rows WHERE id = $1 AND ($2::uuid IS NULL OR tenant_id = $2)`,
    values: [rowId, tenantId ?? null],
  });
  return rows[0];
};

/** A run's rows in document order, a page at a time. */
export const readRows = async (
  db: Queryable,
  runId: string,
  page: { limit: number; offset: number } = { limit: 100_000, offset: 0 },
): Promise<RowView[]> => {
  const { rows } = await db.query<RowView>({
    name: 'ledger.read_rows',
    text: `SELECT ${columns} FROM rollcall.rows WHERE run_id = $1 ORDER BY document_id LIMIT $2 OFFSET $3`,
    values: [runId, page.limit, page.offset],
  });
  return rows;
};

/** Which of these rows are closed: the one batched poll behind all waiting callers of a gateway. */
export const readClosed = async (db: Queryable, rowIds: string[]): Promise<RowView[]> => {
  const { rows } = await db.query<RowView>({
    name: 'ledger.read_closed',
    text: `SELECT ${columns} FROM rollcall.rows WHERE id = ANY($1) AND closed_at IS NOT NULL`,
    values: [rowIds],
  });
  return rows;
};

export type Progress = Record<RowStatus, number> & {
  documents: number;
  /** Of the open rows: those that have begun. */
  begun: number;
  /** Milliseconds since a row of the run was last touched. */
  quietMs: number;
};

/** How far a run is, counted against the documents that were called. Undefined where there is no such run. */
export const readProgress = async (db: Queryable, runId: string): Promise<Progress | undefined> => {
  const { rows } = await db.query<Progress>({
    name: 'ledger.read_progress',
    text: `SELECT run.documents,
             count(*) FILTER (WHERE r.status = 'open')::int AS open,
             count(*) FILTER (WHERE r.status = 'answered')::int AS answered,
             count(*) FILTER (WHERE r.status = 'abstained')::int AS abstained,
             count(*) FILTER (WHERE r.status = 'failed')::int AS failed,
             count(*) FILTER (WHERE r.status = 'lost')::int AS lost,
             count(*) FILTER (WHERE r.status = 'open' AND r.hop IS NOT NULL)::int AS begun,
             (extract(epoch FROM now() - coalesce(max(r.touched_at), run.opened_at)) * 1000)::float8 AS "quietMs"
           FROM rollcall.runs run LEFT JOIN rollcall.rows r ON r.run_id = run.id
           WHERE run.id = $1 GROUP BY run.id`,
    values: [runId],
  });
  return rows[0];
};

/** What a run has booked for its judge, and what it may spend; null where nothing was booked. */
export type JudgeAccount = {
  calls: number;
  /** Of closed rows what they cost, of open ones the estimate. */
  tokens: number;
  mostCalls: number;
  mostTokens: number;
};

export type RunView = {
  id: string;
  dataset: string;
  datasetSha256: string;
  documents: number;
  collection: string | null;
  settings: Record<string, unknown>;
  openedAt: Date;
  closedAt: Date | null;
  cancelledAt: Date | null;
  /** Ended early by a stop rule; null again once it is resumed. */
  stoppedAt: Date | null;
  stopReason: Record<string, unknown> | null;
  judge: JudgeAccount | null;
  answered: number;
  abstained: number;
  failed: number;
  lost: number;
  open: number;
};

const runColumns = `run.id, run.dataset, run.dataset_sha256 AS "datasetSha256", run.documents, run.collection,
  run.settings, run.opened_at AS "openedAt",
  run.cancelled_at AS "cancelledAt", run.stopped_at AS "stoppedAt", run.stop_reason AS "stopReason",
  CASE WHEN run.judge_most_calls IS NOT NULL THEN jsonb_build_object('calls', run.judge_calls,
    'tokens', run.judge_tokens, 'mostCalls', run.judge_most_calls, 'mostTokens', run.judge_most_tokens) END AS judge,
  CASE WHEN count(r.closed_at) = run.documents THEN max(r.closed_at) END AS "closedAt",
  count(*) FILTER (WHERE r.status = 'answered')::int AS answered,
  count(*) FILTER (WHERE r.status = 'abstained')::int AS abstained,
  count(*) FILTER (WHERE r.status = 'failed')::int AS failed,
  count(*) FILTER (WHERE r.status = 'lost')::int AS lost,
  (run.documents - count(r.closed_at))::int AS open`;

/** One run of a tenant; undefined where there is none. */
export const readRun = async (
  db: Queryable,
  runId: string,
  tenantId?: string,
): Promise<RunView | undefined> => {
  const { rows } = await db.query<RunView>({
    name: 'ledger.read_run',
    text: `SELECT ${runColumns} FROM rollcall.runs run LEFT JOIN rollcall.rows r ON r.run_id = run.id
           WHERE run.id = $1 AND ($2::uuid IS NULL OR run.tenant_id = $2) GROUP BY run.id`,
    values: [runId, tenantId ?? null],
  });
  return rows[0];
};

/** The newest runs first. */
export const readRuns = async (
  db: Queryable,
  tenantId: string | undefined,
  page: { limit: number; offset: number },
): Promise<RunView[]> => {
  const { rows } = await db.query<RunView>({
    name: 'ledger.read_runs',
    text: `SELECT ${runColumns} FROM rollcall.runs run LEFT JOIN rollcall.rows r ON r.run_id = run.id
           WHERE $1::uuid IS NULL OR run.tenant_id = $1
           GROUP BY run.id ORDER BY run.opened_at DESC LIMIT $2 OFFSET $3`,
    values: [tenantId ?? null, page.limit, page.offset],
  });
  return rows;
};

export type ExpectationView = {
  rowId: string;
  answers: string[];
  answerable: boolean;
  planted: { type: string; value: string }[];
};

/** What a run's rows are scored against. */
export const readExpectations = async (db: Queryable, runId: string): Promise<ExpectationView[]> => {
  const { rows } = await db.query<ExpectationView>({
    name: 'ledger.read_expectations',
    text: `SELECT row_id AS "rowId", answers, answerable, planted
           FROM rollcall.run_expectations WHERE run_id = $1`,
    values: [runId],
  });
  return rows;
};

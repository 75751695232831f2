import { closedStatuses, type RowStatus } from '@rollcall/ledger';
import type { Queryable } from '@rollcall/postgres';

export const rowStatuses = ['open', ...closedStatuses] as const satisfies readonly RowStatus[];

/** Rows a page. */
export const pageSize = 100;

/** One line of a run's table: no text of the document. Times in milliseconds. */
export type RowLine = {
  id: string;
  documentId: string | null;
  epoch: number;
  status: RowStatus;
  code: string | null;
  hop: string | null;
  /** Share of the answer's claims that the sources bear out, 0 to 1; null where none was verified. */
  grounded: number | null;
  redactions: number | null;
  durationMs: number | null;
  traceId: string | null;
};

export type RowFilter = { status?: RowStatus | undefined; code?: string | undefined; page: number };
export type RowPage = { rows: RowLine[]; total: number; page: number; pages: number };

/** One page of a run's rows by document id; pages count from 1. */
export const readRowPage = async (db: Queryable, runId: string, filter: RowFilter): Promise<RowPage> => {
  const where = [runId, filter.status ?? null, filter.code ?? null];
  const { rows: counted } = await db.query<{ total: number }>({
    name: 'console.count_rows',
    text: `SELECT count(*)::int AS total FROM rollcall.rows
           WHERE run_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR failure_code = $3)`,
    values: where,
  });
  const total = counted[0]?.total ?? 0;
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const page = Math.min(filter.page, pages);
  const { rows } = await db.query<RowLine>({
    name: 'console.read_rows',
    text: `SELECT id, document_id AS "documentId", epoch, status, failure_code AS code,
             coalesce(failure_hop, hop) AS hop, (verdict->>'score')::float8 AS grounded,
             (SELECT sum(value::int)::int FROM jsonb_each_text(redactions)) AS redactions,
             (extract(epoch FROM closed_at - opened_at) * 1000)::float8 AS "durationMs", trace_id AS "traceId"
           FROM rollcall.rows
           WHERE run_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR failure_code = $3)
           ORDER BY document_id LIMIT $4 OFFSET $5`,
    values: [...where, pageSize, (page - 1) * pageSize],
  });
  return { rows, total, page, pages };
};

export type FailureGroup = { code: string; hop: string | null; rows: number };

/** Why a run's rows failed or were lost, the most frequent reason first. */
export const readFailureGroups = async (db: Queryable, runId: string): Promise<FailureGroup[]> => {
  const { rows } = await db.query<FailureGroup>({
    name: 'console.group_failures',
    text: `SELECT failure_code AS code, failure_hop AS hop, count(*)::int AS rows FROM rollcall.rows
           WHERE run_id = $1 AND failure_code IS NOT NULL
           GROUP BY failure_code, failure_hop ORDER BY count(*) DESC, failure_code, failure_hop LIMIT 50`,
    values: [runId],
  });
  return rows;
};

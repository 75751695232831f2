import { Failure } from '@rollcall/failures';
import { readExpectations, readRows, readRun } from '@rollcall/ledger';
import type { Database, Queryable, TenantQueryable } from '@rollcall/postgres';
import { type Summary, summarize } from '../report/summary.ts';
import { type DocumentOfPassage, type ScoredRow, scoreRows } from '../scoring/score-rows.ts';

export type RunReport = { summary: Summary; rows: ScoredRow[] };

/** Reads a run from the ledger and scores it. Throws `run.not_found`. */
export const reportRun = async (db: Database, runId: string): Promise<RunReport> => {
  const run = await readRun(db, runId);
  if (!run) throw new Failure('run.not_found');
  const rows = await readRows(db, runId);
  const documentOf = await documentsOfPassages(
    db.as(await tenantOfRun(db, runId)),
    rows.flatMap((row) => row.maskedPrompt?.sources ?? []),
  );
  const scored = scoreRows(rows, await readExpectations(db, runId), documentOf);
  const opened = Math.min(...rows.map((row) => row.openedAt.getTime()));
  const closed = Math.max(...rows.map((row) => row.closedAt?.getTime() ?? 0));
  return { summary: summarize(run, scored, Math.max(0, closed - opened)), rows: scored };
};

const tenantOfRun = async (db: Queryable, runId: string): Promise<string> => {
  const { rows } = await db.query<{ tenant: string }>({
    name: 'runs.tenant',
    text: 'SELECT tenant_id AS tenant FROM rollcall.runs WHERE id = $1',
    values: [runId],
  });
  if (!rows[0]) throw new Failure('run.not_found');
  return rows[0].tenant;
};

/** A passage that was replaced since the run has no document here any more. */
const documentsOfPassages = async (db: TenantQueryable, passages: string[]): Promise<DocumentOfPassage> => {
  const { rows } = await db.query<{ passage: string; document: string }>({
    name: 'passages.documents',
    text: `SELECT p.id AS passage, d.external_id AS document
           FROM rollcall.passages p JOIN rollcall.documents d ON d.id = p.document_id
           WHERE p.id = ANY($1)`,
    values: [[...new Set(passages)]],
  });
  return new Map(rows.map(({ passage, document }) => [passage, document]));
};

const wholeId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const beginning = /^[0-9a-f][0-9a-f-]*$/;

/**
 * A run by its id, by the beginning of it where no other run begins so, or by `latest`. Throws
 * `run.not_found`, with `details.matches` where several begin so.
 */
export const findRun = async (db: Queryable, name: string): Promise<string> => {
  const wanted = name.toLowerCase();
  if (wholeId.test(wanted)) return wanted;
  if (wanted !== 'latest' && !beginning.test(wanted)) throw new Failure('run.not_found');
  const { rows } = await db.query<{ id: string }>({
    name: 'runs.find',
    text: `SELECT id FROM rollcall.runs WHERE $1 = 'latest' OR starts_with(id::text, $1)
           ORDER BY opened_at DESC LIMIT 2`,
    values: [wanted],
  });
  const [first, second] = rows;
  if (!first) throw new Failure('run.not_found');
  if (second && wanted !== 'latest') throw new Failure('run.not_found', { details: { matches: 'several' } });
  return first.id;
};

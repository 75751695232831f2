import { Failure } from '@rollcall/failures';
import { readExpectations, readRows, readRun } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import { type Summary, summarize } from '../report/summary.ts';
import { type ScoredRow, scoreRows } from '../scoring/score-rows.ts';

export type RunReport = { summary: Summary; rows: ScoredRow[] };

/** Reads a run from the ledger and scores it. Throws `run.not_found`. */
export const reportRun = async (db: Database, runId: string): Promise<RunReport> => {
  const run = await readRun(db, runId);
  if (!run) throw new Failure('run.not_found');
  const rows = await readRows(db, runId);
  const scored = scoreRows(rows, await readExpectations(db, runId));
  const opened = Math.min(...rows.map((row) => row.openedAt.getTime()));
  const closed = Math.max(...rows.map((row) => row.closedAt?.getTime() ?? 0));
  return { summary: summarize(run, scored, Math.max(0, closed - opened)), rows: scored };
};

/** A run by its id, the start of it, or `latest`. Throws `run.not_found`. */
export const findRun = async (db: Database, name: string): Promise<string> => {
  const { rows } = await db.query<{ id: string }>({
    name: 'runs.find',
    text: `SELECT id FROM rollcall.runs WHERE $1 = 'latest' OR id::text LIKE $1 || '%'
           ORDER BY opened_at DESC LIMIT 1`,
    values: [name.replaceAll(/[%_\\]/g, '')],
  });
  if (!rows[0]) throw new Failure('run.not_found');
  return rows[0].id;
};

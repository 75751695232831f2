import { Failure } from '@rollcall/failures';
import { type RowView, type RunView, readRow, readRun, readRuns } from '@rollcall/ledger';
import { type Database, isUuid } from '@rollcall/postgres';
import { parseRequest } from '@rollcall/service';
import type { Request } from 'express';
import { z } from 'zod';
import { type RowFilter, rowStatuses } from './store/rows-of-run.ts';

const page = z.coerce.number().int().min(1).max(1_000_000).default(1);
const runQuery = z.object({ page });
const rowQuery = z.object({
  page,
  status: z.enum(rowStatuses).optional(),
  code: z.string().max(100).optional(),
});

const runsPerPage = 50;

/** `?page=`. Throws `request.invalid`. */
export const runFilter = (request: Request): { page: number } => parseRequest(runQuery, request.query);

/** `?status=`, `?code=` and `?page=`. Throws `request.invalid`. */
export const rowFilter = (request: Request): RowFilter => parseRequest(rowQuery, request.query);

export type RunList = { runs: RunView[]; page: number; more: boolean };

/** One page of all tenants' runs, the newest first; `more` where older ones follow. */
export const readRunList = async (db: Database, filter: { page: number }): Promise<RunList> => {
  const offset = (filter.page - 1) * runsPerPage;
  const runs = await readRuns(db, undefined, { limit: runsPerPage + 1, offset });
  return { runs: runs.slice(0, runsPerPage), page: filter.page, more: runs.length > runsPerPage };
};

/** The run with this id. Throws `run.not_found`. */
export const theRun = async (db: Database, id: string): Promise<RunView> => {
  const run = isUuid(id) ? await readRun(db, id) : undefined;
  if (!run) throw new Failure('run.not_found');
  return run;
};

/** The row with this id. Throws `row.not_found`. */
export const theRow = async (db: Database, id: string): Promise<RowView> => {
  const row = isUuid(id) ? await readRow(db, id) : undefined;
  if (!row) throw new Failure('row.not_found');
  return row;
};

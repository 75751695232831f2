import { asFailure, Failure } from '@rollcall/failures';
import { type Database, isUuid } from '@rollcall/postgres';
import express, { type ErrorRequestHandler, type Router } from 'express';
import { failurePage } from './pages/failure-page.ts';
import { rowPage } from './pages/row-page.ts';
import { runPage } from './pages/run-page.ts';
import { runsPage } from './pages/runs-page.ts';
import { sendPage, wantsPage } from './pages/send.ts';
import { readRunList, rowFilter, runFilter, theRow, theRun } from './requests.ts';
import { readRowTrace } from './row-trace.ts';
import { findRow, readRowHistory } from './store/row-history.ts';
import { readFailureGroups, readRowPage } from './store/rows-of-run.ts';

/** The pages for people: server-rendered, no script. */
export const pageRoutes = (db: Database): Router => {
  const router = express.Router();

  router.get('/', async (request, response) => {
    sendPage(response, 200, runsPage(await readRunList(db, runFilter(request))));
  });

  router.get('/runs/:id', async (request, response) => {
    const run = await theRun(db, request.params.id);
    const filter = rowFilter(request);
    const [failures, rows] = await Promise.all([
      readFailureGroups(db, run.id),
      readRowPage(db, run.id, filter),
    ]);
    sendPage(response, 200, runPage({ run, failures, filter, rows }));
  });

  router.get('/rows/:id', async (request, response) => {
    const row = await theRow(db, request.params.id);
    const [history, trace] = await Promise.all([readRowHistory(db, row.id), readRowTrace(db, row)]);
    sendPage(response, 200, rowPage({ row, history, trace }));
  });

  router.get('/find', async (request, response) => {
    const found = await find(db, String(request.query.id ?? '').trim());
    if (found === undefined) throw new Failure('row.not_found');
    response.redirect(303, `/rows/${found}`);
  });

  return router;
};

/** A row by its own id or by its trace's. */
const find = async (db: Database, id: string): Promise<string | undefined> => {
  if (isUuid(id)) return findRow(db, { rowId: id });
  return /^[0-9a-f]{32}$/i.test(id) ? findRow(db, { traceId: id.toLowerCase() }) : undefined;
};

/**
 * Shows a browser a request that cannot be served as a page. What is not the request's fault goes on to
 * the service's own handler, which logs and counts it.
 */
export const showFailures: ErrorRequestHandler = (thrown, request, response, next) => {
  const failure = asFailure(thrown);
  if (failure.status >= 500 || !wantsPage(request) || response.headersSent) return next(thrown);
  sendPage(response, failure.status, failurePage(failure));
};

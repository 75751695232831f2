import type { Database } from '@rollcall/postgres';
import express, { type Router } from 'express';
import { readRunList, rowFilter, runFilter, theRow, theRun } from './requests.ts';
import { readRowTrace } from './row-trace.ts';
import { readRowPage } from './store/rows-of-run.ts';

/** The pages' content as JSON. Times of a trace are milliseconds since its first span began. */
export const apiRoutes = (db: Database): Router => {
  const router = express.Router();

  router.get('/api/runs', async (request, response) => {
    response.json(await readRunList(db, runFilter(request)));
  });

  router.get('/api/runs/:id/rows', async (request, response) => {
    const run = await theRun(db, request.params.id);
    response.json({ run, ...(await readRowPage(db, run.id, rowFilter(request))) });
  });

  router.get('/api/rows/:id/trace', async (request, response) => {
    const row = await theRow(db, request.params.id);
    const trace = await readRowTrace(db, row);
    response.json({
      rowId: row.id,
      traceId: row.traceId,
      startedAt: trace?.startedAt ?? null,
      complete: trace?.completeness.complete ?? false,
      missingHops: trace?.completeness.missingHops ?? [],
      untakenHops: trace?.completeness.untakenHops ?? [],
      orphans: trace?.completeness.orphans ?? 0,
      total: trace?.total ?? 0,
      spans: trace?.placed.map(({ span, depth, orphan }) => ({ ...span, depth, orphan })) ?? [],
    });
  });

  return router;
};

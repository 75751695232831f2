import { bookJudgeCall } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import { parseRequest, serviceOnly } from '@rollcall/service';
import express, { Router } from 'express';
import { z } from 'zod';

const judgeCall = z.object({
  rowId: z.uuid(),
  epoch: z.int().positive(),
  tokens: z.int().nonnegative(),
  mostCalls: z.int().nonnegative(),
  mostTokens: z.int().nonnegative(),
});

/**
 * What other services of the stack ask of the ledger: `POST /internal/judge-budget` books a call to a judge on the
 * run of a row and answers `{granted}`. Throws `access.service_token` and `request.invalid`.
 */
export const internalRoutes = (db: Database, serviceToken: string | undefined): Router => {
  const router = Router();
  router.use('/internal', serviceOnly(serviceToken), express.json({ limit: '10kb' }));
  router.post('/internal/judge-budget', async (request, response) => {
    response.json({ granted: await bookJudgeCall(db, parseRequest(judgeCall, request.body)) });
  });
  return router;
};

import { parseRequest, serviceOnly } from '@rollcall/service';
import type { Log } from '@rollcall/telemetry';
import express, { type Router } from 'express';
import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { passChat, passModels } from './pass-through.ts';

export type RoutesDeps = {
  endpoint: Endpoint;
  /** The model of a request that names none. */
  defaultModel: string;
  /** Demanded from every caller where it is set. */
  serviceToken: string | undefined;
  log: Log;
};

/** Whatever else a request says is the endpoint's to judge. */
const anyRequest = z.looseObject({ model: z.string().optional() });

/** The endpoint, straight through: for other services of the stack and for checking a model by hand. */
export const routes = ({ endpoint, defaultModel, serviceToken, log }: RoutesDeps): Router => {
  const router = express.Router();
  router.use('/v1', serviceOnly(serviceToken), express.json({ limit: '1mb' }));
  router.post('/v1/chat/completions', async (request, answer) => {
    const body = parseRequest(anyRequest, request.body);
    await passChat({ endpoint, answer, log }, { ...body, model: body.model ?? defaultModel });
  });
  router.get('/v1/models', (_request, answer) => passModels({ endpoint, answer, log }));
  return router;
};

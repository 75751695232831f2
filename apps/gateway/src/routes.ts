import { Failure } from '@rollcall/failures';
import { readRow, readRows, readRun, readRuns } from '@rollcall/ledger';
import { type Database, isUuid } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { createLine, parseRequest } from '@rollcall/service';
import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { AdmissionGate } from './admission.ts';
import { chatCompletion, rowAnswer } from './answer.ts';
import type { GatewayConfig } from './config.ts';
import { type Caller, deadlineOf, type Opened, openedBefore, openRequest } from './open-request.ts';
import { type ChatRequest, parseChatRequest } from './request.ts';
import { eventsOf, sendEvents } from './stream.ts';
import { tenantIdOf, tenantOf } from './tenants.ts';
import { passThrough, type Upstream } from './upstream.ts';
import type { Waiters } from './waiters.ts';

const MiB = 1024 * 1024;

/** The row's deadline is Postgres' business; the caller is told at the latest this much after it. */
const sweepAllowanceMs = 15_000;

const page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});

const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .optional();

export type GatewayDeps = {
  db: Database;
  queue: Queue;
  waiters: Waiters;
  admission: AdmissionGate;
  upstreams: { retriever: Upstream; modelProxy: Upstream };
  config: GatewayConfig;
};

/** The front door's HTTP contract. */
export const gatewayRoutes = (parts: GatewayDeps): Router => {
  const { db, queue, waiters, admission, upstreams, config } = parts;
  const router = Router();
  const may = tenantOf(db, config);
  const json = express.json({ limit: 1 * MiB });
  const deps = { db, queue, config };
  // Two of the pool's connections stay free for settling, sweeping and waking those who wait.
  const line = createLine({ atOnce: Math.max(1, config.DATABASE_POOL_MAX - 2), most: config.MAX_WAITING });
  const open = (caller: Omit<Caller, 'waitedMs'>, chat: ChatRequest, gone: AbortSignal): Promise<Opened> => {
    const refusal = admission.refusal(deadlineOf(chat, config));
    // The same request again adds nothing to the queue.
    if (refusal)
      return line.pass((waitedMs) => openedBefore(deps, { ...caller, waitedMs }, chat, refusal), gone);
    return admission.enter(() =>
      line.pass((waitedMs) => openRequest(deps, { ...caller, waitedMs }, chat), gone),
    );
  };

  router.post('/v1/chat/completions', may('ask'), json, async (request, response) => {
    const chat = parseChatRequest(request.body);
    const key = parseRequest(idempotencyKey, request.header('idempotency-key'));
    const caller = { tenantId: tenantIdOf(response), idempotencyKey: key };
    const gone = goneOf(response);
    await waiters.withPlace(async () => {
      const opened = await open(caller, chat, gone.signal);
      const late = setTimeout(() => gone.abort(), opened.deadlineMs + sweepAllowanceMs);
      try {
        const row = await Promise.race([waiters.wait(opened.rowId, gone.signal), aborted(gone.signal)]);
        const completion = chatCompletion(row);
        if (chat.stream !== true) response.json(completion);
        else {
          const includeUsage = chat.stream_options?.include_usage ?? false;
          await sendEvents(response, eventsOf(completion, { includeUsage }));
        }
      } finally {
        clearTimeout(late);
      }
    });
  });

  router.post('/v1/jobs', may('ask'), json, async (request, response) => {
    const chat = parseChatRequest(request.body);
    if (chat.stream) throw new Failure('request.unsupported_field', { details: { field: 'stream' } });
    const key = parseRequest(idempotencyKey, request.header('idempotency-key'));
    const caller = { tenantId: tenantIdOf(response), idempotencyKey: key };
    const opened = await open(caller, chat, goneOf(response).signal);
    response.status(202).location(`/v1/jobs/${opened.rowId}`);
    response.json({ rowId: opened.rowId, traceId: opened.traceId ?? null });
  });

  router.get('/v1/jobs/:rowId', may('ask'), async (request, response) => {
    const rowId = String(request.params.rowId);
    const row = isUuid(rowId) ? await readRow(db, rowId, tenantIdOf(response)) : undefined;
    if (!row) throw new Failure('row.not_found');
    response.json(rowAnswer(row));
  });

  router.get('/v1/runs', may('runs'), async (request, response) => {
    const runs = await readRuns(db, tenantIdOf(response), parseRequest(page, request.query));
    response.json({ runs });
  });

  router.get('/v1/runs/:id/rows', may('runs'), async (request, response) => {
    const id = String(request.params.id);
    const run = isUuid(id) ? await readRun(db, id, tenantIdOf(response)) : undefined;
    if (!run) throw new Failure('run.not_found');
    const rows = await readRows(db, id, parseRequest(page, request.query));
    response.json({ run, rows: rows.map(rowAnswer) });
  });

  const { retriever, modelProxy } = upstreams;
  router.post('/v1/documents', may('documents'), (request, response) =>
    passThrough(retriever, `/v1/documents${queryOf(request)}`, request, response),
  );
  router.delete('/v1/documents/:id', may('documents'), (request, response) => {
    const id = encodeURIComponent(String(request.params.id));
    return passThrough(retriever, `/v1/documents/${id}${queryOf(request)}`, request, response);
  });
  router.post('/v1/retrieve', may('documents'), (request, response) =>
    passThrough(retriever, '/v1/retrieve', request, response),
  );
  router.get('/v1/collections', may('documents'), (request, response) =>
    passThrough(retriever, '/v1/collections', request, response),
  );
  router.delete('/v1/collections/:name', may('documents'), (request, response) =>
    passThrough(
      retriever,
      `/v1/collections/${encodeURIComponent(String(request.params.name))}`,
      request,
      response,
    ),
  );
  router.get('/v1/models', may('ask'), (request, response) =>
    passThrough(modelProxy, '/v1/models', request, response),
  );
  return router;
};

/** The query of a request, with its leading `?`; empty without one. */
const queryOf = (request: Request): string => {
  const given = Object.entries(request.query).filter(([, value]) => typeof value === 'string');
  const query = new URLSearchParams(given as [string, string][]).toString();
  return query === '' ? '' : `?${query}`;
};

/** Aborted when the caller has its answer or is gone. */
const goneOf = (response: Response): AbortController => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return gone;
};

/** Rejects when the caller is gone or the time is over; the row closes by itself all the same. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Failure('deadline.exceeded')), { once: true });
  });

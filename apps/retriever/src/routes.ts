import { Failure } from '@rollcall/failures';
import { redactionPolicy } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { parseRequest, serviceOnly } from '@rollcall/service';
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import { defaultCollection, listCollections, setPolicy } from './collections.ts';
import { findPassages, mostPassages } from './find-passages.ts';
import { ingest } from './ingest.ts';
import type { IngestLimits } from './limits.ts';
import { readItems } from './read-items.ts';
import { isSafeName } from './safe-text.ts';
import { deleteDocument } from './store-documents.ts';
import { tenantOf } from './tenant.ts';

export type RouteDeps = { db: Database; serviceToken: string | undefined; limits: IngestLimits };

const collectionName = z.string().max(200).refine(isSafeName);
const inCollection = z.object({ collection: collectionName.default(defaultCollection) });

const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const retrieveRequest = z.strictObject({
  query: z.string(),
  k: z.int().min(1).max(mostPassages).default(10),
  collection: collectionName.default(defaultCollection),
  filter: z.record(z.string().max(200), z.union([scalar, z.array(scalar).max(1000)])).optional(),
});

const policy = z.strictObject({
  redaction: z.enum(['mask', 'off']).optional(),
  policy: redactionPolicy.optional(),
  abstain: z.boolean().optional(),
  language: z
    .string()
    .regex(/^[a-z_]{1,63}$/)
    .optional(),
});

/** The retriever's HTTP: documents in, passages out, and the operator's policy for a collection. */
export const routes = ({ db, serviceToken, limits }: RouteDeps): Router => {
  const router = Router();
  const json = express.json({ limit: '1mb' });
  const tenant = (request: Request): string => tenantOf(request, serviceToken);
  router.use('/v1', serviceOnly(serviceToken));

  router.post('/v1/documents', async (request, response) => {
    const { collection } = parseRequest(inCollection, request.query);
    refuseEncoded(request);
    if (Number(request.header('content-length') ?? 0) > limits.bodyBytes) {
      throw new Failure('request.too_large', { details: { limitBytes: limits.bodyBytes } });
    }
    const name = { tenantId: tenant(request), collection };
    try {
      // A request that is destroyed takes its connection with it, and nobody would read why it failed.
      const body = request.iterator({ destroyOnReturn: false });
      response.json(await ingest(db, name, readItems(body, limits), limits));
    } finally {
      // What a failed request still sends would stand in the way of the connection's next request.
      request.resume();
    }
  });

  router.delete('/v1/documents/:id', async (request, response) => {
    const { collection } = parseRequest(inCollection, request.query);
    const { id } = request.params;
    if (!isSafeName(id)) throw new Failure('document.not_found');
    const passages = await deleteDocument(db, { tenantId: tenant(request), collection }, id);
    response.json({ documents: 1, passages });
  });

  router.post('/v1/retrieve', json, async (request, response) => {
    const question = parseRequest(retrieveRequest, request.body);
    response.json({ passages: await findPassages(db, { ...question, tenantId: tenant(request) }) });
  });

  router.get('/v1/collections', async (request, response) => {
    response.json({ collections: await listCollections(db, tenant(request)) });
  });

  router.put('/v1/collections/:name', json, async (request, response) => {
    const collection = parseRequest(collectionName, request.params.name);
    const wanted = parseRequest(policy, request.body);
    response.json(await setPolicy(db, { tenantId: tenant(request), collection }, wanted));
  });

  return router;
};

const refuseEncoded = (request: Request): void => {
  if ((request.header('content-encoding') ?? 'identity') === 'identity') return;
  throw new Failure('request.invalid', { details: { fields: ['content-encoding'] } });
};

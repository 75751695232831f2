import { Failure } from '@rollcall/failures';
import { groundingPolicies, redactionPolicy } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { parseRequest, serviceOnly } from '@rollcall/service';
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import { type CollectionName, defaultCollection, listCollections, setPolicy } from './collections.ts';
import { deleteCollection } from './delete-collection.ts';
import type { IngestDocument } from './document.ts';
import { parseFilter } from './filter/parse-filter.ts';
import { mostPassages } from './find-passages.ts';
import type { Merger } from './index/keep-merged.ts';
import { ingest } from './ingest.ts';
import type { IngestLimits } from './limits.ts';
import { readItems } from './read-items.ts';
import { isSafeName } from './safe-text.ts';
import { deleteDocument, type Stored, storeDocuments } from './store-documents.ts';
import { tenantOf } from './tenant.ts';
import type { Find } from './vectors/find.ts';
import { createWriteTurns } from './write-turns.ts';

export type RouteDeps = {
  db: Database;
  find: Find;
  merger: Merger;
  serviceToken: string | undefined;
  limits: IngestLimits;
};

const collectionName = z.string().max(200).refine(isSafeName);
const inCollection = z.object({ collection: collectionName.default(defaultCollection) });

const retrieveRequest = z.strictObject({
  query: z.string(),
  k: z.int().min(1).max(mostPassages).default(10),
  collection: collectionName.default(defaultCollection),
  filter: z.unknown().optional(),
  explain: z.boolean().optional(),
  mode: z.enum(['auto', 'bm25', 'hybrid']).optional(),
});

const policy = z.strictObject({
  redaction: z.enum(['mask', 'off']).optional(),
  policy: redactionPolicy.optional(),
  abstain: z.boolean().optional(),
  drop: z.boolean().optional(),
  grounding: z.enum(groundingPolicies).nullish(),
  embeddings: z.enum(['off', 'masked', 'trusted']).optional(),
  language: z
    .string()
    .regex(/^[a-z_]{1,63}$/)
    .optional(),
});

/** Connections of the pool that ingestion takes at the most; the others are for lookups. */
const writersAtOnce = 2;

/** The retriever's HTTP: documents in, passages out, and the operator's policy for a collection. */
export const routes = ({ db, find, merger, serviceToken, limits }: RouteDeps): Router => {
  const router = Router();
  const json = express.json({ limit: '1mb' });
  const turns = createWriteTurns(writersAtOnce);
  const inTurn = <T>(name: CollectionName, write: () => Promise<T>): Promise<T> =>
    turns.take(`${name.tenantId} ${name.collection}`, write);
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
      const store = (documents: IngestDocument[]): Promise<Stored> =>
        inTurn(name, () => storeDocuments(db, name, documents));
      response.json(await merger.during(name, () => ingest(store, readItems(body, limits), limits)));
    } finally {
      // What a failed request still sends would stand in the way of the connection's next request.
      request.resume();
    }
  });

  router.delete('/v1/documents/:id', async (request, response) => {
    const { collection } = parseRequest(inCollection, request.query);
    const { id } = request.params;
    if (!isSafeName(id)) throw new Failure('document.not_found');
    const name = { tenantId: tenant(request), collection };
    const passages = await merger.during(name, () => inTurn(name, () => deleteDocument(db, name, id)));
    response.json({ documents: 1, passages });
  });

  router.post('/v1/retrieve', json, async (request, response) => {
    const { filter, ...question } = parseRequest(retrieveRequest, request.body);
    const condition = filter === undefined ? undefined : parseFilter(filter);
    const asked = { ...question, filter: condition, tenantId: tenant(request) };
    response.json(await find(asked));
  });

  router.get('/v1/collections', async (request, response) => {
    response.json({ collections: await listCollections(db, tenant(request)) });
  });

  router.put('/v1/collections/:name', json, async (request, response) => {
    const collection = parseRequest(collectionName, request.params.name);
    const wanted = parseRequest(policy, request.body);
    response.json(await setPolicy(db, { tenantId: tenant(request), collection }, wanted));
  });

  router.delete('/v1/collections/:name', async (request, response) => {
    const { name: collection } = request.params;
    if (!isSafeName(collection)) throw new Failure('collection.not_found');
    const name = { tenantId: tenant(request), collection };
    const gone = await inTurn(name, () => deleteCollection(db, name));
    response.json({ collections: 1, ...gone });
  });

  return router;
};

const refuseEncoded = (request: Request): void => {
  if ((request.header('content-encoding') ?? 'identity') === 'identity') return;
  throw new Failure('request.invalid', { details: { fields: ['content-encoding'] } });
};

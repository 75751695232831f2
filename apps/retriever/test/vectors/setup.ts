import { randomBytes } from 'node:crypto';
import {
  type Database,
  dropRoles,
  ensureRoles,
  type FleetPlan,
  openDatabase,
  roleName,
  roleUrl,
} from '@rollcall/postgres';
import type { Metrics } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { Registry } from 'prom-client';
import { listCollections, setPolicy, type VectorProgress } from '../../src/collections.ts';
import { readConfig } from '../../src/config.ts';
import { storeDocuments } from '../../src/store-documents.ts';
import type { Found, HybridQuestion } from '../../src/vectors/find.ts';
import { openVectors, type Vectors } from '../../src/vectors/open.ts';
import { documents, searchInMemory, tenantId } from '../fixtures.ts';
import { type EmbeddingServer, startEmbeddingServer } from './embedding-server.ts';
import { type RedactorServer, startRedactorServer } from './redactor-server.ts';

export type Setup = {
  database: TestDatabase;
  /** With the rights of the retriever, and no others. */
  db: Database;
  endpoint: EmbeddingServer;
  redactor: RedactorServer;
  /** A retriever's search and its work on passages, by further settings. */
  open(env?: Record<string, string>): Vectors;
  /** Stores texts and sets the collection's policy. */
  fill(collection: string, texts: Parameters<typeof documents>[0], policy?: Policy): Promise<void>;
  progress(collection: string): Promise<VectorProgress | null>;
  /** Starts the work; what it answers stops it, and so does `stopAll`. */
  start(vectors: Vectors): () => Promise<void>;
  stopAll(): Promise<void>;
  /** Starts the work and stops it when every passage of the collection has its vector. */
  embedAll(vectors: Vectors, collection: string): Promise<void>;
  ask(vectors: Vectors, question: Partial<HybridQuestion> & { collection: string }): Promise<Found>;
  /** The codes of the work on passages that has failed so far, from the metrics. */
  failuresOf(vectors: Vectors): () => Promise<string[]>;
  close(): Promise<void>;
};

type Policy = 'off' | 'masked' | 'trusted';

const retriever = { service: 'retriever', pool: 'data', perReplica: 8, most: 1, consumers: 1 } as const;
const plan: FleetPlan = { reserve: 3, shares: [retriever] };

export const token = 'a-service-token-of-the-stack';

/** A database, on the server of the tests or another one, an endpoint and a redactor. */
export const setUp = async (server?: string): Promise<Setup> => {
  const database = await createTestDatabase(server);
  const prefix = `test_${randomBytes(4).toString('hex')}`;
  const passwordOf = (): string => 'of-this-test';
  await ensureRoles(database.url, plan, { prefix, passwordOf, pools: ['data'] });
  const url = roleUrl(database.url, roleName(retriever, prefix), passwordOf());
  const db = openDatabase({ url, service: 'test', max: 4 });
  const endpoint = await startEmbeddingServer();
  const redactor = await startRedactorServer();
  const settings = {
    PORT: '0',
    DATABASE_URL: database.url,
    QUEUE_URL: database.url,
    ROLLCALL_SERVICE_TOKEN: token,
    EMBEDDINGS_URL: endpoint.url,
    EMBEDDINGS_MODEL: 'tiny',
    EMBEDDINGS_TRUSTED: '1',
    EMBEDDINGS_PGVECTOR: 'off',
    EMBEDDINGS_BATCH_INPUTS: '4',
    // A busy machine is no endpoint that is late.
    EMBEDDINGS_TIMEOUT_MS: '20000',
    REDACTOR_URL: redactor.url,
  };

  const progress: Setup['progress'] = async (collection) => {
    const found = await listCollections(db, tenantId);
    return found.find(({ name }) => name === collection)?.vectors ?? null;
  };

  const running: (() => Promise<void>)[] = [];
  const start: Setup['start'] = (vectors) => {
    const stop = vectors.start();
    running.push(stop);
    return stop;
  };

  return {
    database,
    db,
    endpoint,
    redactor,
    open: (env = {}) =>
      openVectors(readConfig({ ...settings, ...env }), {
        db,
        log: createLog('test', 'silent'),
        search: searchInMemory(db),
        idleMs: 20,
      }),
    fill: async (collection, texts, policy = 'trusted') => {
      await storeDocuments(db, { tenantId, collection }, documents(texts));
      await setPolicy(db, { tenantId, collection }, { embeddings: policy });
    },
    progress,
    start,
    stopAll: async () => {
      for (const stop of running.splice(0)) await stop();
    },
    embedAll: async (vectors, collection) => {
      const stop = start(vectors);
      await until(`${collection} is embedded`, async () => {
        const at = await progress(collection);
        return at !== null && at.done + at.rejected === at.passages;
      });
      await stop();
    },
    ask: (vectors, question) => vectors.find({ tenantId, query: 'automobile', k: 10, ...question }),
    failuresOf: (vectors) => {
      const registry = new Registry();
      vectors.observe({ registry } as Metrics);
      return async () =>
        [...(await registry.metrics()).matchAll(/rollcall_embedding_failures_total\{code="([^"]+)"\}/g)].map(
          ([, code]) => code ?? '',
        );
    },
    close: async () => {
      await db.close();
      await dropRoles(database.url, plan, prefix);
      await endpoint.close();
      await redactor.close();
      await database.drop();
    },
  };
};

export const idsOf = ({ passages }: Found): string[] => passages.map(({ documentId }) => documentId);

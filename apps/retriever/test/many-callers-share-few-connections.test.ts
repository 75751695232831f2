import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type Database, openDatabase } from '@rollcall/postgres';
import type { RunningService } from '@rollcall/service';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeDocuments } from '../src/store-documents.ts';
import { documents, tenantId } from './fixtures.ts';
import { serve } from './serve.ts';

const callers = 2000;
const connections = 4;

let database: TestDatabase;
let db: Database;
let watcher: Database;
let service: RunningService;

beforeAll(async () => {
  database = await createTestDatabase();
  // Patient: how long the last of two thousand waits is the machine's speed, which is not what is tested.
  db = openDatabase({
    url: database.url,
    service: 'retriever',
    max: connections,
    acquireTimeoutMs: 60_000,
  });
  watcher = openDatabase({ url: database.url, service: 'test', max: 1 });
  const limits = { documentBytes: 10_000, documents: 100, bodyBytes: 100_000, arrayBytes: 10_000 };
  service = await serve(db, { limits });
});
afterAll(async () => {
  await service.stop();
  await watcher.close();
  await database.drop();
});

/** Asks once and resolves to the number of passages in the answer; 0 where it is none. */
const ask = async (agent: Agent, query: string): Promise<number> => {
  const sent = request(new URL('/v1/retrieve', service.url), {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json' },
  });
  sent.end(JSON.stringify({ query, collection: 'shared', k: 10 }));
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  return response.statusCode === 200 ? JSON.parse(text).passages.length : 0;
};

const countConnections = async (): Promise<number> => {
  const { rows } = await watcher.query<{ connections: number }>({
    name: 'test.connections',
    text: `SELECT count(*)::int AS connections FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'rollcall-retriever'`,
  });
  return rows[0]?.connections ?? Number.NaN;
};

it('two thousand questions at once are all answered over the connections of one pool', async () => {
  const fruit = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`d${index}`, `apple number${index}`]),
  );
  await storeDocuments(db, { tenantId, collection: 'shared' }, documents(fruit));
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  const looks: number[] = [];
  let isDone = false;
  const watch = async (): Promise<void> => {
    while (!isDone) {
      looks.push(await countConnections());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const watching = watch();
  const found = await Promise.all(
    Array.from({ length: callers }, (_, index) => ask(agent, `apple number${index % 50}`)),
  );
  isDone = true;
  await watching;
  agent.destroy();
  expect(found.filter((passages) => passages === 10)).toHaveLength(callers);
  expect(looks.length).toBeGreaterThan(1);
  expect(Math.max(...looks)).toBe(connections);
});

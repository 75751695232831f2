import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepSecrets } from '@rollcall/embedded';
import { openRows, openRun } from '@rollcall/ledger';
import { type Database, openDatabase } from '@rollcall/postgres';
import { createKey, keyScopes } from '@rollcall/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRoot } from '../../src/root.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

type Tenant = { id: string; key: string };
type Answer = { status: number; body: unknown };
type Service = 'gateway' | 'retriever';
type Call = {
  service: Service;
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
};

let system: WholeSystem;
let db: Database;
let serviceToken: string;
/** Both have a collection `shop` with the documents `a` and `same`; only the first has `private`, a row and a run. */
let owner: Tenant;
let stranger: Tenant;
let run: string;
let row: string;

beforeAll(async () => {
  system = await startWholeSystem({ queue: (url) => ({ url, prefix: 'apart' }) });
  db = openDatabase({ url: system.databaseUrl, service: 'test', max: 2 });
  ({ serviceToken } = await keepSecrets(join(system.stateDir, 'secrets.json')));
  const newTenant = async (tenant: string): Promise<Tenant> => {
    const { key, tenantId } = await createKey(db, { tenant, name: 'test', scopes: [...keyScopes] });
    return { id: tenantId, key };
  };
  [owner, stranger] = [await newTenant('owner'), await newTenant('stranger')];
  await ingest(owner, 'shop', { a: 'The owner sells copper kettles.', same: 'Both sell rope.' });
  await ingest(owner, 'private', { only: 'The owner hides a copper mine.' });
  await ingest(stranger, 'shop', { a: 'The stranger sells copper wire.' });
  [run, row] = [randomUUID(), randomUUID()];
  await openRun(db, {
    id: run,
    tenantId: owner.id,
    dataset: 'test',
    datasetSha256: 'none',
    documents: 1,
    collection: 'private',
    settings: {},
    workDeadlineMs: 600_000,
  });
  const request = {
    messages: [],
    k: 1,
    params: {},
    treatment: { grounding: 'off' as const, abstain: false },
  };
  await openRows(db, [
    { id: row, tenantId: owner.id, runId: run, documentId: 'only', request, deadlineMs: 600_000 },
  ]);
});
afterAll(async () => {
  await db.close();
  await system.stop();
});

const call = async (tenant: Tenant, { service, method, path, body, headers }: Call): Promise<Answer> => {
  const access: Record<string, string> =
    service === 'gateway'
      ? { authorization: `Bearer ${tenant.key}` }
      : { authorization: `Bearer ${serviceToken}`, 'x-rollcall-tenant': tenant.id };
  const response = await fetch(new URL(path, system.stack.file.services[service]?.url), {
    method,
    headers: { 'content-type': 'application/json', ...access, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
};

const ingest = (tenant: Tenant, collection: string, texts: Record<string, string>): Promise<Answer> =>
  call(tenant, {
    service: 'gateway',
    method: 'POST',
    path: `/v1/documents?collection=${collection}`,
    body: Object.entries(texts).map(([id, text]) => ({ id, text })),
  });

const retrieve = (tenant: Tenant, collection: string, more: object = {}): Promise<Answer> =>
  call(tenant, {
    service: 'retriever',
    method: 'POST',
    path: '/v1/retrieve',
    body: { query: 'copper', collection, ...more },
  });

/** An answer without what is each request's own. */
const told = ({ status, body }: Answer): Answer => ({
  status,
  body: JSON.parse(JSON.stringify(body), (key, value) => (key === 'traceId' ? undefined : value)),
});

const query = (collection: string) => ({
  query: 'copper',
  collection,
  filter: { not: { field: 'a', exists: true } },
});
const chat = { messages: [{ role: 'user', content: 'What is sold?' }] };

/** Every call that names something of a tenant's: as it is called, and with what nobody has. */
const naming: Record<
  string,
  (name: {
    collection: string;
    document: string;
    run: string;
    row: string;
  }) => Omit<Call, 'service' | 'method'>
> = {
  'gateway POST /v1/chat/completions': ({ collection }) => ({
    path: '/v1/chat/completions',
    body: { ...chat, rollcall: { collection } },
  }),
  'gateway POST /v1/jobs': ({ collection }) => ({
    path: '/v1/jobs',
    body: { ...chat, rollcall: { collection } },
  }),
  'gateway GET /v1/jobs/:rowId': (name) => ({ path: `/v1/jobs/${name.row}` }),
  'gateway GET /v1/runs/:id/rows': (name) => ({ path: `/v1/runs/${name.run}/rows` }),
  'gateway DELETE /v1/documents/:id': ({ collection, document }) => ({
    path: `/v1/documents/${document}?collection=${collection}`,
  }),
  'retriever DELETE /v1/documents/:id': ({ collection, document }) => ({
    path: `/v1/documents/${document}?collection=${collection}`,
  }),
  'gateway DELETE /v1/collections/:name': ({ collection }) => ({ path: `/v1/collections/${collection}` }),
  'retriever DELETE /v1/collections/:name': ({ collection }) => ({ path: `/v1/collections/${collection}` }),
  'gateway POST /v1/retrieve': ({ collection }) => ({ path: '/v1/retrieve', body: query(collection) }),
  'retriever POST /v1/retrieve': ({ collection }) => ({ path: '/v1/retrieve', body: query(collection) }),
};

/** Calls that name nothing of somebody else's: they list or write what is the caller's own, or no tenant's at all. */
const ofOnesOwn = [
  'gateway GET /v1/runs',
  'gateway GET /v1/collections',
  'gateway GET /v1/models',
  'gateway POST /v1/documents',
  'retriever GET /v1/collections',
  'retriever POST /v1/documents',
  'retriever PUT /v1/collections/:name',
];

const routesOf = (service: Service): string[] => {
  const source = readFileSync(join(findRoot(), 'apps', service, 'src', 'routes.ts'), 'utf8');
  return [...source.matchAll(/router\.(get|post|put|patch|delete)\(\s*'([^']+)'/g)].map(
    ([, method = '', path]) => `${service} ${method.toUpperCase()} ${path}`,
  );
};

describe('another tenant', () => {
  it('is looked at from every route of the gateway and the retriever', () => {
    const routes = [...routesOf('gateway'), ...routesOf('retriever')];
    expect(routes.length).toBeGreaterThan(12);
    expect([...Object.keys(naming), ...ofOnesOwn].sort()).toEqual(routes.sort());
  });

  it.each(Object.keys(naming))('is answered as nobody: %s', async (route) => {
    const [service, method = ''] = route.split(' ') as [Service, string];
    const ask = (name: Parameters<(typeof naming)[string]>[0]): Promise<Answer> =>
      call(stranger, { service, method, ...naming[route]?.(name) } as Call);
    const real = await ask({ collection: 'private', document: 'only', run, row });
    const made = await ask({
      collection: 'nowhere',
      document: 'nothing',
      run: randomUUID(),
      row: randomUUID(),
    });
    expect(real.status).toBe(404);
    expect(told(real)).toEqual(told(made));
  });

  it('is not deleted from, under a name that both have', async () => {
    for (const service of ['gateway', 'retriever'] as const) {
      const path = '/v1/documents/same?collection=shop';
      const answer = await call(stranger, { service, method: 'DELETE', path });
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'document.not_found' } } });
    }
    expect(await retrieve(owner, 'shop', { query: 'rope' })).toMatchObject({
      body: { passages: [{ documentId: 'same' }] },
    });
  });

  it('is not found by words that its documents have', async () => {
    const texts = async (tenant: Tenant): Promise<string[]> => {
      const { body } = await retrieve(tenant, 'shop');
      return (body as { passages: { text: string }[] }).passages.map(({ text }) => text);
    };
    expect(await texts(owner)).toEqual(['The owner sells copper kettles.']);
    expect(await texts(stranger)).toEqual(['The stranger sells copper wire.']);
  });

  it('is not counted', async () => {
    for (const service of ['gateway', 'retriever'] as const) {
      const list = async (tenant: Tenant) =>
        (await call(tenant, { service, method: 'GET', path: '/v1/collections' })).body;
      expect(await list(stranger)).toMatchObject({
        collections: [{ name: 'shop', documents: 1, passages: 1 }],
      });
      expect(await list(owner)).toMatchObject({
        collections: [
          { name: 'private', documents: 1 },
          { name: 'shop', documents: 2, passages: 2 },
        ],
      });
    }
    const runs = { service: 'gateway', method: 'GET', path: '/v1/runs' } as const;
    expect((await call(stranger, runs)).body).toEqual({ runs: [] });
    expect((await call(owner, runs)).body).toMatchObject({ runs: [{ id: run }] });
  });

  it('does not tell by `unchanged` what it has stored', async () => {
    const written = { documents: 1, passages: 1, unchanged: 0, failed: [] };
    expect((await ingest(stranger, 'shop', { same: 'Both sell rope.' })).body).toMatchObject(written);
    expect(
      (await ingest(stranger, 'private', { only: 'The owner hides a copper mine.' })).body,
    ).toMatchObject(written);
    expect((await ingest(owner, 'shop', { same: 'Both sell rope.' })).body).toMatchObject({ unchanged: 1 });
  });

  it('keeps its policy when somebody sets one under the same name', async () => {
    const put = { service: 'retriever', method: 'PUT', path: '/v1/collections/private' } as const;
    await call(stranger, { ...put, body: { redaction: 'off', abstain: true } });
    expect((await call(owner, { ...put, body: {} })).body).toMatchObject({
      documents: 1,
      redaction: 'mask',
      abstain: false,
    });
  });

  it('may use the same idempotency key', async () => {
    const headers = { 'idempotency-key': 'one-key' };
    const post = { service: 'gateway', method: 'POST', path: '/v1/jobs', headers } as const;
    const rowOf = async (tenant: Tenant, body: object): Promise<string> => {
      const answer = await call(tenant, { ...post, body });
      expect(answer.status).toBe(202);
      return (answer.body as { rowId: string }).rowId;
    };
    const first = await rowOf(owner, chat);
    expect(await rowOf(stranger, { messages: [{ role: 'user', content: 'Something else?' }] })).not.toBe(
      first,
    );
    expect(await rowOf(owner, chat)).toBe(first);
  });

  it('has ids that cannot be guessed: uuids of 122 random bits', async () => {
    const random = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const { body } = await retrieve(owner, 'shop', { query: 'copper rope' });
    const { passages } = body as { passages: { passageId: string }[] };
    expect(passages).toHaveLength(2);
    for (const { passageId } of passages) expect(passageId).toMatch(random);
    const job = await call(owner, { service: 'gateway', method: 'POST', path: '/v1/jobs', body: chat });
    expect((job.body as { rowId: string }).rowId).toMatch(random);
  });
});

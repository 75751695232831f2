import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '@rollcall/postgres';
import type { RunningService } from '@rollcall/service';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from './serve.ts';

const token = 'a-service-token-of-24-ch';
const limits = { documentBytes: 10_000, documents: 5000, bodyBytes: 2_000_000, arrayBytes: 20_000 };

let database: TestDatabase;
const services: RunningService[] = [];
/** Without a token, as on a laptop; with one, as in a deployment. */
let open: string;
let guarded: string;

const start = async (serviceToken: string | undefined): Promise<string> => {
  const db: Database = openDatabase({ url: database.url, service: 'test', max: 2 });
  const service = await serve(db, { limits, serviceToken });
  services.push(service);
  return service.url;
};

beforeAll(async () => {
  database = await createTestDatabase();
  open = await start(undefined);
  guarded = await start(token);
});
afterAll(async () => {
  for (const service of services) await service.stop();
  await database.drop();
});

type Answer = { status: number; body: unknown };

const call = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(url, init);
  return { status: response.status, body: await response.json() };
};

const post = (url: string, body: string | object, headers: Record<string, string> = {}): Promise<Answer> =>
  call(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const refused = (status: number, code: string, details?: object) => ({
  status,
  body: { error: { code, ...(details === undefined ? {} : { details }) } },
});

describe('documents over HTTP', () => {
  it('come in as NDJSON or as an array, are found, listed and deleted', async () => {
    const ndjson = '{"id":"a/1","title":"Fruit","text":"An apple a day."}\nnonsense\n';
    expect(await post(`${open}/v1/documents?collection=shop`, ndjson)).toMatchObject({
      status: 200,
      body: {
        documents: 1,
        passages: 1,
        unchanged: 0,
        failed: [{ position: 2, id: null, code: 'request.not_json' }],
      },
    });
    const array = [
      { id: 'a/1', title: 'Fruit', text: 'An apple a day.' },
      { id: 'b', text: 'Pears in autumn.', metadata: { season: 'autumn' } },
    ];
    expect((await post(`${open}/v1/documents?collection=shop`, array)).body).toEqual({
      documents: 1,
      passages: 1,
      unchanged: 1,
      cleaned: { documents: 0, nul: 0, surrogates: 0, control: 0, first: [] },
      failed: [],
    });
    const found = await post(`${open}/v1/retrieve`, { query: 'apples', collection: 'shop' });
    expect(found).toEqual({
      status: 200,
      body: {
        passages: [
          {
            documentId: 'a/1',
            passageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            title: 'Fruit',
            text: 'An apple a day.',
            score: expect.any(Number),
            start: 0,
            end: 15,
          },
        ],
        ranking: { mode: 'bm25' },
      },
    });
    for (const filter of [{ season: ['autumn'] }, { field: 'season', exists: true }]) {
      const filtered = { query: 'apples pears', collection: 'shop', filter };
      expect((await post(`${open}/v1/retrieve`, filtered)).body).toMatchObject({
        passages: [{ documentId: 'b' }],
      });
    }
    expect((await call(`${open}/v1/collections`)).body).toEqual({
      collections: [
        {
          name: 'shop',
          documents: 2,
          passages: 2,
          version: 2,
          language: 'english',
          redaction: 'mask',
          policy: {},
          policyVersion: 1,
          abstain: false,
          drop: false,
          grounding: null,
          embeddings: 'off',
          vectors: null,
        },
      ],
    });
    const document = `${open}/v1/documents/${encodeURIComponent('a/1')}?collection=shop`;
    expect(await call(document, { method: 'DELETE' })).toEqual({
      status: 200,
      body: { documents: 1, passages: 1 },
    });
    expect(await call(document, { method: 'DELETE' })).toMatchObject(refused(404, 'document.not_found'));
  });

  it('go into the default collection where none is named', async () => {
    await post(`${open}/v1/documents`, '{"id":"a","text":"lonely"}');
    expect((await post(`${open}/v1/retrieve`, { query: 'lonely' })).body).toMatchObject({
      passages: [{ documentId: 'a' }],
    });
  });

  it('are answered for when the body is over a limit, while it is still being sent', async () => {
    const line = `${JSON.stringify({ id: 'x', text: 'y'.repeat(1500) })}\n`;
    expect(await post(`${open}/v1/documents?collection=big`, line.repeat(2000))).toMatchObject(
      refused(413, 'request.too_large', { limitBytes: limits.bodyBytes }),
    );
    // Without a length the limit is met in the middle of the stream.
    let sent = 0;
    const streamed = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 2000) controller.close();
        else controller.enqueue(Buffer.from(line.replace('"x"', `"x${sent}"`)));
      },
    });
    const answer = await call(`${open}/v1/documents?collection=big`, {
      method: 'POST',
      body: streamed,
      duplex: 'half',
    } as RequestInit);
    expect(answer).toMatchObject(
      refused(413, 'request.too_large', { limitBytes: limits.bodyBytes, documents: 1000, failed: 0 }),
    );
    expect((await post(`${open}/v1/documents?collection=big`, `[${' '.repeat(20_000)}]`)).status).toBe(413);
  });

  it.each([
    ['an empty body', '/v1/documents', '', 'request.invalid'],
    ['a broken array', '/v1/documents', '[{"id":', 'request.not_json'],
    ['a collection named twice', '/v1/documents?collection=a&collection=b', '{}', 'request.invalid'],
    ['a blank collection name', '/v1/documents?collection=%20', '{}', 'request.invalid'],
    ['a lookup without a question', '/v1/retrieve', '{}', 'request.invalid'],
    ['more passages than can be had', '/v1/retrieve', '{"query":"a","k":101}', 'request.invalid'],
    ['an unknown field', '/v1/retrieve', '{"query":"a","top":3}', 'request.invalid'],
    ['a nested filter', '/v1/retrieve', '{"query":"a","filter":{"a":{"b":1}}}', 'request.invalid'],
  ])('are refused for %s', async (_name, path, body, code) => {
    expect(await post(`${open}${path}`, body)).toMatchObject(refused(400, code));
  });

  it('say where a filter is wrong, and in words what is', async () => {
    const filter = { and: [{ field: 'season', eq: 'autumn' }, { not: { field: 'year', gt: true } }] };
    expect(await post(`${open}/v1/retrieve`, { query: 'a', filter })).toMatchObject(
      refused(400, 'request.invalid', {
        fields: ['filter.and.1.not.gt'],
        problem: 'a number or a string',
      }),
    );
  });

  it('are refused compressed rather than read as nonsense', async () => {
    const answer = await post(`${open}/v1/documents`, '{"id":"a","text":"b"}', {
      'content-encoding': 'gzip',
    });
    expect(answer).toMatchObject(refused(400, 'request.invalid', { fields: ['content-encoding'] }));
  });

  it('answer 404 for a lookup in an unknown collection', async () => {
    expect(await post(`${open}/v1/retrieve`, { query: 'a', collection: 'nowhere' })).toMatchObject(
      refused(404, 'collection.not_found'),
    );
  });
});

describe('the operator’s policy over HTTP', () => {
  const put = (body: object): Promise<Answer> =>
    call(`${open}/v1/collections/policy`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is set field by field', async () => {
    expect(await put({ redaction: 'off' })).toMatchObject({
      status: 200,
      body: { name: 'policy', redaction: 'off', abstain: false, documents: 0 },
    });
    expect((await put({ abstain: true })).body).toMatchObject({ redaction: 'off', abstain: true });
    expect((await put({ drop: true })).body).toMatchObject({ abstain: true, drop: true });
  });

  it('says how to mask, whole, under a version that only changes raise', async () => {
    const policy = {
      entities: ['PERSON', 'CREDIT_CARD'],
      operators: { CREDIT_CARD: { type: 'mask', character: '*', keepLast: 4 } },
      thresholds: { DEFAULT: 0.5 },
      allow: ['Example Ltd'],
      scope: 'run',
    };
    const before = (await put({})).body as { policyVersion: number };
    const set = (await put({ policy })).body as { policyVersion: number };
    expect(set).toMatchObject({ policy, policyVersion: before.policyVersion + 1 });
    expect((await put({ policy, abstain: false })).body).toMatchObject({ policyVersion: set.policyVersion });
    expect((await put({ policy: {} })).body).toMatchObject({
      policy: {},
      policyVersion: set.policyVersion + 1,
    });
  });

  it('is refused where it is no policy', async () => {
    expect(await put({ policy: { entities: ['person'] } })).toMatchObject(refused(400, 'request.invalid'));
    expect(await put({ redaction: 'some' })).toMatchObject(refused(400, 'request.invalid'));
    expect(await put({ redact: 'off' })).toMatchObject(refused(400, 'request.invalid'));
  });
});

describe('who may call', () => {
  const bearer = { authorization: `Bearer ${token}` };

  it('is everybody with the service token, and nobody else', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong-token-of-24-chars!' }]) {
      expect(await call(`${guarded}/v1/collections`, { headers })).toMatchObject(
        refused(401, 'access.service_token'),
      );
    }
    expect((await call(`${guarded}/v1/collections`, { headers: bearer })).status).toBe(200);
  });

  it('keeps tenants apart', async () => {
    const other = randomUUID();
    const db = openDatabase({ url: database.url, service: 'test', max: 1 });
    await db.query({
      name: 'test.tenant',
      text: 'INSERT INTO rollcall.tenants (id, name) VALUES ($1, $2)',
      values: [other, 'other'],
    });
    await db.close();
    const theirs = { ...bearer, 'x-rollcall-tenant': other };
    const document = '{"id":"a","text":"their plan"}';
    expect((await post(`${guarded}/v1/documents?collection=private`, document, theirs)).status).toBe(200);
    const asked = { query: 'plan', collection: 'private' };
    expect((await post(`${guarded}/v1/retrieve`, asked, theirs)).body).toMatchObject({
      passages: [{ documentId: 'a' }],
    });
    expect(await post(`${guarded}/v1/retrieve`, asked, bearer)).toMatchObject(
      refused(404, 'collection.not_found'),
    );
    const removal = { method: 'DELETE', headers: bearer };
    expect((await call(`${guarded}/v1/documents/a?collection=private`, removal)).status).toBe(404);
  });

  it('may not name another tenant where no token guards the routes', async () => {
    const headers = { 'x-rollcall-tenant': randomUUID() };
    expect(await call(`${open}/v1/collections`, { headers })).toMatchObject(
      refused(401, 'access.service_token'),
    );
    const own = { 'x-rollcall-tenant': '00000000-0000-4000-8000-000000000001' };
    expect((await call(`${open}/v1/collections`, { headers: own })).status).toBe(200);
  });

  it('must name a tenant by its uuid', async () => {
    const headers = { ...bearer, 'x-rollcall-tenant': 'acme' };
    expect(await call(`${guarded}/v1/collections`, { headers })).toMatchObject(
      refused(400, 'request.invalid', { fields: ['x-rollcall-tenant'] }),
    );
  });
});

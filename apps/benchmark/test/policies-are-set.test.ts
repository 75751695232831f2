import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorBody, Failure } from '@rollcall/failures';
import { defaultTenantId } from '@rollcall/service';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type PolicyOptions, policyCommand } from '../src/commands/policy.ts';
import { readConfig } from '../src/config.ts';

let database: TestDatabase;
let retriever: Server;
let asked: { method: string; path: string; tenant: unknown; token: unknown; body: unknown }[] = [];
let answer: () => { status: number; body: object };

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

beforeAll(async () => {
  database = await createTestDatabase();
  retriever = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { 'x-rollcall-tenant': tenant, authorization: token } = request.headers;
      asked.push({ method: request.method ?? '', path: request.url ?? '', tenant, token, body });
      const said = answer();
      response.writeHead(said.status, { 'content-type': 'application/json' }).end(JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => retriever.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  retriever.close();
  await database.drop();
});

const file = (content: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-policy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'policy.json'), content);
  return join(folder, 'policy.json');
};

const policy = async (
  collection: string,
  path?: string,
  options: Partial<PolicyOptions> = {},
): Promise<unknown> => {
  asked = [];
  let printed = '';
  const config = readConfig({
    ROLLCALL_STATE: '/there/is/no/stack',
    DATABASE_URL: database.url,
    GATEWAY_URL: `http://127.0.0.1:${(retriever.address() as AddressInfo).port}`,
    ROLLCALL_SERVICE_TOKEN: 'the token between services',
  });
  const print = (text: string): void => {
    printed += text;
  };
  await policyCommand({ config, print, note: () => {} }, collection, path, { tenant: 'default', ...options });
  return JSON.parse(printed);
};

const view = {
  name: 'a b',
  redaction: 'mask',
  policy: { entities: ['PERSON'] },
  policyVersion: 4,
  abstain: false,
  drop: true,
  grounding: 'retry',
};

describe('rollcall policy', () => {
  it('sets what a file says, for the tenant, with the token between services', async () => {
    answer = () => ({ status: 200, body: view });
    const shown = await policy('a b', file('{"entities":["PERSON"]}'), { redaction: 'mask' });
    expect(shown).toEqual({
      collection: 'a b',
      version: 4,
      redaction: 'mask',
      policy: { entities: ['PERSON'] },
      abstain: false,
      drop: true,
      grounding: 'retry',
    });
    expect(asked).toEqual([
      {
        method: 'PUT',
        path: '/v1/collections/a%20b',
        tenant: defaultTenantId,
        token: 'Bearer the token between services',
        body: { policy: { entities: ['PERSON'] }, redaction: 'mask' },
      },
    ]);
  });

  it.each([
    [{ drop: true }, { drop: true }],
    [{ abstain: false }, { abstain: false }],
    [{ grounding: 'block' }, { grounding: 'block' }],
    [{ grounding: 'request' }, { grounding: null }],
  ] as const)('sets %o and leaves the rest as it is', async (options, body) => {
    answer = () => ({ status: 200, body: view });
    await policy('a b', undefined, options);
    expect(asked).toMatchObject([{ method: 'PUT', body }]);
    expect(asked[0]?.body).toEqual(body);
  });

  it('shows what there is where nothing is to be set', async () => {
    answer = () => ({ status: 200, body: { collections: [view] } });
    expect(await policy('a b')).toMatchObject({ version: 4 });
    expect(asked[0]?.method).toBe('GET');
    await expect(policy('other')).rejects.toMatchObject({ code: 'collection.not_found' });
  });

  it.each([
    ['is no JSON', 'entities: PERSON'],
    ['is no policy', '{"entities":["person"]}'],
    ['has a field that is none', '{"operator":{}}'],
  ])('sends nothing where the file %s', async (_, content) => {
    await expect(policy('a b', file(content))).rejects.toMatchObject({ code: 'config.invalid' });
    expect(asked).toEqual([]);
  });

  it('passes on why it was refused, and says when nobody sensible answers', async () => {
    answer = () => ({ status: 401, body: errorBody(new Failure('access.service_token'), null) });
    await expect(policy('a b', file('{}'))).rejects.toMatchObject({ code: 'access.service_token' });
    answer = () => ({ status: 200, body: {} });
    await expect(policy('a b', file('{}'))).rejects.toMatchObject({ code: 'service.unavailable' });
  });
});

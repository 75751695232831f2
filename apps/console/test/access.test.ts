import { request } from 'node:http';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from './running-console.ts';

const token = 'a-service-token-of-24-ch';

let database: TestDatabase;
let open: RunningConsole;
let guarded: RunningConsole;

beforeAll(async () => {
  database = await createTestDatabase();
  open = await startConsole({ databaseUrl: database.url });
  guarded = await startConsole({ databaseUrl: database.url, token });
});
afterAll(async () => {
  await open.stop();
  await guarded.stop();
  await database.drop();
});

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };
type Call = { method?: string; headers?: Record<string, string>; body?: string };

/** A request that names its Host as it likes, which `fetch` does not allow, and follows no redirect. */
const call = (url: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { accept: 'text/html', ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });

/** Asked from another machine, or by a name that was made to point here. */
const elsewhere = { host: 'console.example' };
const setCookie = (answer: Answer): string => answer.headers['set-cookie']?.[0] ?? '';
const cookieOf = (answer: Answer): string => setCookie(answer).split(';')[0] ?? '';

describe('the pages of a loopback console', () => {
  it.each(['127.0.0.1:7406', 'localhost:7406', '[::1]:7406', '127.0.0.1'])(
    'are open to who asks for %s',
    async (host) => {
      expect((await call(open.url, { headers: { host } })).status).toBe(200);
      expect((await call(guarded.url, { headers: { host } })).status).toBe(200);
    },
  );

  it('are closed to a foreign name that was made to point at this machine', async () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:7406']) {
      const answer = await call(open.url, { headers: { host } });
      expect([host, answer.status]).toEqual([host, 401]);
      expect(answer.body).toContain('no service token');
    }
  });
});

describe('pages that demand the token', () => {
  it('show a form to a browser and nothing else', async () => {
    const answer = await call(`${guarded.url}/runs/x`, { headers: elsewhere });
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('<form class="sign-in" action="/session" method="post">');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('answer a program in JSON, whatever it accepts', async () => {
    for (const accept of ['application/json', 'text/html']) {
      const answer = await call(`${guarded.url}/api/runs`, { headers: { ...elsewhere, accept } });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'access.service_token' } });
    }
  });

  it('open to the token as a bearer', async () => {
    const headers = { ...elsewhere, authorization: `Bearer ${token}` };
    expect((await call(`${guarded.url}/api/runs`, { headers })).status).toBe(200);
    const wrong = { ...elsewhere, authorization: 'Bearer a-service-token-of-24-cx' };
    expect((await call(`${guarded.url}/api/runs`, { headers: wrong })).status).toBe(401);
  });

  it('turn the token of an address into a cookie and take it out of the address', async () => {
    const answer = await call(`${guarded.url}/runs/x?status=failed&token=${token}`, { headers: elsewhere });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/runs/x?status=failed');
    expect(setCookie(answer)).toMatch(/; HttpOnly/);
    expect(setCookie(answer)).toMatch(/; SameSite=Strict/);
    expect(setCookie(answer)).not.toContain(token);
    const headers = { ...elsewhere, cookie: `other=1; ${cookieOf(answer)}` };
    expect((await call(guarded.url, { headers })).status).toBe(200);
  });

  it('never lead to another site', async () => {
    const answer = await call(`${guarded.url}//evil.example/?token=${token}`, { headers: elsewhere });
    expect(answer.headers.location).toBe('/evil.example/');
  });

  it('open to the token by the form', async () => {
    const form = { ...elsewhere, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await call(`${guarded.url}/session`, {
      method: 'POST',
      headers: form,
      body: `token=${token}`,
    });
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
    expect((await call(guarded.url, { headers: { ...elsewhere, cookie: cookieOf(answer) } })).status).toBe(
      200,
    );
  });

  it('stay closed to a wrong token or a made-up cookie, which is not repeated', async () => {
    const wrong = 'a-token-that-is-not-it';
    const byAddress = await call(`${guarded.url}/?token=${wrong}`, { headers: elsewhere });
    const byForm = await call(`${guarded.url}/session`, {
      method: 'POST',
      headers: { ...elsewhere, 'content-type': 'application/x-www-form-urlencoded' },
      body: `token=${wrong}`,
    });
    const byCookie = await call(guarded.url, {
      headers: { ...elsewhere, cookie: `rollcall_console=${wrong}` },
    });
    for (const answer of [byAddress, byForm, byCookie]) {
      expect(answer.status).toBe(401);
      expect(answer.body).not.toContain(wrong);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });
});

describe('every page', () => {
  it('allows no script, frame or foreign origin, and is not cached', async () => {
    const { headers, body } = await call(open.url);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(body).not.toMatch(/<script|style="|https?:/);
  });

  it('finds its stylesheet, without a token too', async () => {
    const form = await call(guarded.url, { headers: elsewhere });
    const path = /<link rel="stylesheet" href="([^"]+)">/.exec(form.body)?.[1];
    const sheet = await call(`${guarded.url}${path}`, { headers: elsewhere });
    expect(sheet.status).toBe(200);
    expect(sheet.headers['content-type']).toContain('text/css');
    expect(sheet.headers['cache-control']).toContain('immutable');
  });
});

import { connect } from 'node:net';
import { Failure } from '@rollcall/failures';
import { createLog } from '@rollcall/telemetry';
import express, { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  parseRequest,
  type RunningService,
  readSettings,
  serviceOnly,
  serviceSettings,
  startService,
} from '../src/index.ts';

type Answer = {
  error: { code: string; details?: unknown };
  checks: Record<string, string>;
};

describe('a service', () => {
  let service: RunningService;
  let ready = true;
  beforeAll(async () => {
    const router = Router();
    router.get('/text-of-an-error', () => {
      throw new Error('connection for anna@example.com refused');
    });
    router.get('/busy', () => {
      throw new Failure('service.overloaded', { details: { retryAfterSeconds: 7 } });
    });
    router.get('/away', () => {
      throw new Failure('postgres.unavailable', { details: { breaker: 'open', retryInMs: 1200 } });
    });
    router.post('/name', express.json({ limit: '1kb' }), (request, response) => {
      response.json(parseRequest(z.strictObject({ name: z.string().max(5) }), request.body));
    });
    router.get('/inside', serviceOnly('0123456789abcdef'), (_request, response) => {
      response.json({ inside: true });
    });
    service = await startService({
      name: 'test',
      settings: readSettings(serviceSettings, { PORT: '0' }),
      log: createLog('test'),
      router,
      checks: {
        model: async () => {
          if (!ready) throw new Failure('model.unavailable');
        },
      },
    });
  });
  afterAll(() => service.stop());

  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(service.url + path, init);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
  };
  const post = (body: string) =>
    ask('/name', { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it('answers an unexpected error with a code and none of its text', async () => {
    const { status, body } = await ask('/text-of-an-error');
    expect(status).toBe(500);
    expect(body.error).toMatchObject({ code: 'internal.unexpected', retryable: false });
    expect(JSON.stringify(body)).not.toContain('anna');
  });

  it('says when to come back', async () => {
    const { status, headers, body } = await ask('/busy');
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([429, '7', 'service.overloaded']);
  });

  it.each([
    ['a body that is not JSON', '{"name": "anna', 400, 'request.not_json'],
    ['a body over the limit', JSON.stringify({ name: 'x'.repeat(2000) }), 413, 'request.too_large'],
    ['a field that breaks a rule', '{"name": "annalena"}', 400, 'request.invalid'],
    ['a field too many', '{"name": "anna", "age": 3}', 400, 'request.invalid'],
  ])('refuses %s by code', async (_what, body, status, code) => {
    const answer = await post(body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toContain('anna');
  });

  it.each([
    [
      'a charset that is not read',
      { 'content-type': 'application/json; charset=latin1' },
      415,
      'request.media_type',
    ],
    ['an encoding that is not read', { 'content-encoding': 'sdch' }, 415, 'request.media_type'],
    ['a body that is not what its encoding says', { 'content-encoding': 'gzip' }, 400, 'request.incomplete'],
  ])('refuses %s by code', async (_what, headers, status, code) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"name": "anna"}',
    };
    const answer = await ask('/name', init);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  /** What comes back for these bytes, to the end of the connection. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.url);
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
      let text = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  it.each([
    ['what is no HTTP', 'HELLO anna@example.com\r\n\r\n', 400, 'request.malformed'],
    [
      'too many headers',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'request.headers_too_large',
    ],
  ])('answers %s as JSON with a code too', async (_what, bytes, status, code) => {
    const text = await raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code } });
    expect(text).not.toContain('anna');
  });

  it('says when a dependency whose breaker is open is worth another call', async () => {
    const { status, headers, body } = await ask('/away');
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([503, '2', 'postgres.unavailable']);
  });

  it('names the field that breaks a rule', async () => {
    expect((await post('{"name": "annalena"}')).body.error.details).toEqual({
      fields: ['name'],
      rules: ['too_big'],
    });
  });

  it('has no other paths', async () => {
    expect((await ask('/nothing')).body.error.code).toBe('request.not_found');
  });

  it('lets nobody without the service token in', async () => {
    expect((await ask('/inside')).body.error.code).toBe('access.service_token');
    const headers = { authorization: 'Bearer 0123456789abcdef' };
    expect((await ask('/inside', { headers })).body).toEqual({ inside: true });
  });

  it('is ready only while its dependencies are, and live all the same', async () => {
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: { ready: true } });
    ready = false;
    const { status, body } = await ask('/readyz');
    expect([status, body.checks.model]).toEqual([503, 'model.unavailable']);
    expect((await ask('/livez')).status).toBe(200);
    ready = true;
  });

  it('counts its failures in /metrics', async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(/rollcall_failures_total\{code="request\.not_json",where="http",service="test"\} 1/);
  });
});

describe('settings', () => {
  it('are refused with all their mistakes and none of their values', () => {
    const read = () =>
      readSettings(serviceSettings, { PORT: 'secret-port', ROLLCALL_SERVICE_TOKEN: 'short' });
    expect(read).toThrow(Failure);
    try {
      read();
    } catch (thrown) {
      const { details } = thrown as Failure;
      expect(details?.problems).toHaveLength(2);
      expect(JSON.stringify(details)).not.toContain('secret-port');
    }
  });

  it('off loopback demand the service token', async () => {
    const starting = startService({
      name: 'test',
      settings: readSettings(serviceSettings, { PORT: '0', HOST: '0.0.0.0' }),
      log: createLog('test'),
      router: Router(),
    });
    await expect(starting).rejects.toMatchObject({ code: 'config.invalid' });
  });
});

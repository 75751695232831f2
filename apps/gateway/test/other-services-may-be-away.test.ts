import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RunningService, readSettings, serviceSettings, startService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { freePort, until } from '@rollcall/testing';
import { Router } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUpstream, passThrough, type Upstream } from '../src/upstream.ts';

const log = createLog('test');

describe('a request that is passed on', () => {
  let upstream: Upstream;
  let service: RunningService;
  let server: Server | undefined;
  beforeEach(async () => {
    const router = Router();
    upstream = openUpstream('retriever', {
      url: `http://127.0.0.1:${await freePort()}`,
      token: undefined,
      log,
    });
    router.use((_request, response, next) => {
      response.locals.tenantId = 'tenant';
      next();
    });
    router.post('/v1/documents', (request, response) =>
      passThrough(upstream, '/v1/documents', request, response),
    );
    service = await startService({
      name: 'test',
      settings: readSettings(serviceSettings, { PORT: '0' }),
      log,
      router,
      breakers: [upstream.breaker],
    });
  });
  afterEach(async () => {
    await service.stop();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  });

  const post = async (body: string, signal?: AbortSignal) => {
    const response = await fetch(`${service.url}/v1/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body,
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const answering = async (listener: Parameters<typeof createServer>[1]) => {
    server = createServer(listener as never);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it('is answered with a code where the service is away, also in the middle of a large body', async () => {
    const large = 'x'.repeat(4 * 1024 * 1024);
    for (let n = 0; n < 3; n += 1) {
      const { status, text } = await post(large);
      expect([status, JSON.parse(text).error.code]).toEqual([503, 'service.unavailable']);
    }
    const { headers, text } = await post('small');
    expect(JSON.parse(text).error).toMatchObject({
      code: 'service.unavailable',
      details: { service: 'retriever', breaker: 'open', dependency: 'retriever' },
    });
    expect(headers.get('retry-after')).toBe('1');
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('rollcall_breaker_state{dependency="retriever",service="test"} 2');
    expect(metrics).toContain('rollcall_breaker_trips_total{dependency="retriever",service="test"} 1');
  });

  it('is answered with a code where the answer breaks off', async () => {
    await answering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"half":');
      setTimeout(() => response.destroy(), 20);
    });
    const { status, text } = await post('{}');
    expect([status, JSON.parse(text).error.code]).toEqual([503, 'service.unavailable']);
  });

  it('passes a failure of the service on as it is, and does not count it as an outage', async () => {
    await answering((request, response) => {
      request.resume();
      response
        .writeHead(503, { 'content-type': 'application/json', 'retry-after': '7' })
        .end('{"error":{"code":"postgres.unavailable"}}');
    });
    for (let n = 0; n < 4; n += 1) {
      const { status, headers, text } = await post('{}');
      expect([status, JSON.parse(text).error.code]).toEqual([503, 'postgres.unavailable']);
      expect(headers.get('retry-after')).toBe('7');
    }
    expect(upstream.breaker.state()).toBe('closed');
  });

  it('is read no faster than the service takes it', async () => {
    const reading = Promise.withResolvers<void>();
    let taken = 0;
    await answering(async (request, response) => {
      await reading.promise;
      for await (const chunk of request) taken += (chunk as Buffer).length;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    const chunk = new Uint8Array(256 * 1024);
    const whole = 200 * chunk.length;
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        if (sent === whole) return controller.close();
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const asked = fetch(`${service.url}/v1/documents`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    await until('the caller is held up', async () => {
      const before = sent;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return before > 0 && sent === before;
    });
    // What stands in the buffers of four sockets.
    expect(sent).toBeLessThan(whole / 2);
    reading.resolve();
    expect((await asked).status).toBe(200);
    expect(taken).toBe(whole);
  });

  it('keeps what its body is encoded with', async () => {
    await answering((request, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ encoding: request.headers['content-encoding'] ?? null }));
    });
    const headers = { 'content-encoding': 'gzip' };
    const response = await fetch(`${service.url}/v1/documents`, { method: 'POST', headers, body: 'x' });
    expect(await response.json()).toEqual({ encoding: 'gzip' });
    expect(JSON.parse((await post('x')).text)).toEqual({ encoding: null });
  });

  it('does not blame the service for callers who go away in the middle of their own body', async () => {
    let begun = 0;
    await answering((request) => {
      begun += 1;
      request.on('error', () => undefined).resume();
    });
    for (let n = 0; n < 4; n += 1) {
      const gone = new AbortController();
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":')),
      });
      const asked = fetch(`${service.url}/v1/documents`, {
        method: 'POST',
        body,
        duplex: 'half',
        signal: gone.signal,
      } as RequestInit).catch(() => undefined);
      await until('the service has it', () => begun === n + 1);
      gone.abort();
      await asked;
    }
    expect(upstream.breaker.state()).toBe('closed');
  });
});

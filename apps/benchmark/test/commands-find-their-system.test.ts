import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stormCommand } from '../src/commands/storm.ts';
import { type BenchmarkConfig, readConfig } from '../src/config.ts';
import { findTarget, stateDirOf } from '../src/session.ts';
import { endpointOf, withStack } from '../src/stack/with-stack.ts';
import { demandSmallModel } from '../src/storm/demand-small-model.ts';
import { settingsFor, withSmallModel } from '../src/storm/stack-settings.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'rollcall-session-'));
});
afterEach(() => rmSync(stateDir, { recursive: true }));

const database = 'postgres://127.0.0.1:5432/own';
const configOf = (env: Record<string, string> = {}): BenchmarkConfig =>
  readConfig({ ROLLCALL_STATE: stateDir, ...env });

/** A stack file as `up` writes it; this very process stands for the services. */
const givenStack = (alive = true): void => {
  const identity = { pid: process.pid, startTime: alive ? null : '1' };
  const service = (port: number) => ({
    ...identity,
    url: `http://127.0.0.1:${port}`,
    logFile: '',
    stopWave: 0,
  });
  const file = {
    version: 1,
    startedAt: new Date(0).toISOString(),
    portBase: 7400,
    databaseUrl: 'postgres://127.0.0.1:7407/rollcall',
    queueUrl: 'postgres://127.0.0.1:7407/rollcall',
    services: { gateway: service(7400), console: service(7406) },
  };
  writeFileSync(join(stateDir, 'stack.json'), JSON.stringify(file));
};

describe('a command works on', () => {
  it('the running stack', async () => {
    givenStack();
    expect(await findTarget(configOf())).toMatchObject({
      databaseUrl: 'postgres://127.0.0.1:7407/rollcall',
      gatewayUrl: 'http://127.0.0.1:7400',
      tracesUrl: 'http://127.0.0.1:7406/v1/traces',
    });
  });

  it('what the environment names, where no stack runs', async () => {
    givenStack(false);
    const config = configOf({ DATABASE_URL: database, GATEWAY_URL: 'http://gateway:1' });
    expect(await findTarget(config)).toMatchObject({
      databaseUrl: database,
      queueUrl: database,
      gatewayUrl: 'http://gateway:1',
    });
  });

  it('nothing, where there is neither', async () => {
    await expect(findTarget(configOf())).rejects.toMatchObject({ code: 'stack.not_running' });
  });

  it.each([
    ['DATABASE_URL', database, 'stack.other_database'],
    ['QUEUE_URL', 'redis://127.0.0.1:6379', 'stack.other_queue'],
  ])('no other system than %s names', async (name, value, code) => {
    givenStack();
    await expect(findTarget(configOf({ [name]: value }))).rejects.toMatchObject({ code });
  });

  it('a state folder wherever it is', () => {
    expect(stateDirOf(configOf())).toBe(stateDir);
    expect(stateDirOf(configOf({ ROLLCALL_STATE: 'here' }))).toMatch(/\/here$/);
  });
});

describe('a model’s endpoint', () => {
  const context = (config: BenchmarkConfig) => ({ config, print: () => {}, note: () => {} });
  const signal = new AbortController().signal;

  it('is kept without what is secret in it', () => {
    expect(endpointOf('https://anna:secret@models.example.com/v1?key=secret')).toBe(
      'https://models.example.com/v1',
    );
    expect(endpointOf(undefined)).toBe('small-model');
  });

  it('cannot be asked of services that run already', async () => {
    const wish = { baseUrl: 'http://m/v1' };
    const external = configOf({ DATABASE_URL: database, GATEWAY_URL: 'http://gateway:1' });
    const code = 'stack.other_model';
    await expect(withStack(context(external), wish, signal, async () => 0)).rejects.toMatchObject({ code });
    givenStack();
    await expect(withStack(context(configOf()), wish, signal, async () => 0)).rejects.toMatchObject({ code });
    expect(await withStack(context(configOf()), {}, signal, async (endpoint) => (endpoint ? 1 : 7))).toBe(7);
  });
});

describe('a storm', () => {
  const context = (config: BenchmarkConfig) => ({ config, print: () => {}, note: () => {} });
  const options = { documents: 4, via: 'http' as const, k: 5 };
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** A gateway that lists these models. */
  const gatewayWith = async (models: unknown, status = 200): Promise<string> => {
    const started = createServer((_request, response) => {
      response.writeHead(status).end(JSON.stringify(models));
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  };

  it('is refused by a stack that calls another model than the small one', async () => {
    const url = await gatewayWith({ data: [{ id: 'large', owned_by: 'somebody' }] });
    await expect(demandSmallModel(url, undefined)).rejects.toMatchObject({ code: 'storm.real_model' });
  });

  it('is refused where the gateway does not say which model that is', async () => {
    const silent = await gatewayWith({ error: { code: 'access.key_required' } }, 401);
    await expect(demandSmallModel(silent, undefined)).rejects.toMatchObject({
      code: 'storm.real_model',
      details: { status: 401 },
    });
    await expect(demandSmallModel('http://127.0.0.1:1', undefined)).rejects.toMatchObject({
      code: 'service.unavailable',
    });
  });

  it('goes on where it is the small one', async () => {
    const url = await gatewayWith({ data: [{ id: 'small-extractive', owned_by: 'rollcall' }] });
    await expect(demandSmallModel(url, undefined)).resolves.toBeUndefined();
  });

  it('that rehearses the incident wants a stack of its own', async () => {
    givenStack();
    await expect(stormCommand(context(configOf()), { ...options, lookup: 'leaking' })).rejects.toMatchObject({
      code: 'stack.running',
    });
  });

  it('of its own calls the small model, whatever the environment names', () => {
    const paid = configOf({
      MODEL_BASE_URL: 'https://paid.example/v1',
      MODEL_API_KEY: 'k',
      MODEL_NAME: 'large',
    });
    expect(withSmallModel(paid)).toMatchObject({
      MODEL_BASE_URL: undefined,
      MODEL_API_KEY: undefined,
      MODEL_NAME: undefined,
      ROLLCALL_STATE: stateDir,
    });
  });

  it('has no limit at the lookup or at the gateway’s door below its size', () => {
    expect(settingsFor({ documents: 5000 }, undefined)).toEqual({
      gateway: { MAX_WAITING: '10000', REQUEST_DEADLINE_MAX_MS: '1060000' },
      retriever: { CONCURRENCY: '5000' },
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BenchmarkConfig, readConfig } from '../src/config.ts';
import { findTarget, stateDirOf } from '../src/session.ts';
import { endpointOf, withStack } from '../src/stack/with-stack.ts';

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

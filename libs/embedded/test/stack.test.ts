import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  isAlive,
  readStackFile,
  removePostgresData,
  type ServiceSpec,
  type StackOptions,
  stackStatus,
  startStack,
  stopStack,
} from '../src/index.ts';
import { identify } from '../src/process-identity.ts';
import { writeStackFile } from '../src/stack-file.ts';
import { temporaryFolder } from './fixtures/temporary.ts';
import { query } from './fixtures/wire.ts';

const serviceNamed = (name: string, env: ServiceSpec['env'] = () => ({})): ServiceSpec => ({
  name,
  command: process.execPath,
  args: [join(import.meta.dirname, 'fixtures', 'service.ts')],
  env: (context) => ({ NAME: name, ...env(context) }),
});

/** Options for a stack of two services in a folder of its own; whatever of it is left is stopped at the end. */
const stackOptions = (more: Partial<StackOptions> = {}): StackOptions => {
  const root = temporaryFolder();
  const stateDir = join(root, '.rollcall');
  onTestFinished(async () => {
    await stopStack({ stateDir });
    await removePostgresData(join(stateDir, 'postgres'));
  });
  return {
    root,
    stateDir,
    services: [serviceNamed('front'), serviceNamed('back')],
    env: {},
    migrate: async () => ({ rolePrefix: undefined }),
    ...more,
  };
};

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

test('a stack brings its database, migrates it, then starts its services, and takes all down again', async () => {
  const seen: string[] = [];
  const options = stackOptions({
    migrate: async (url) => {
      await query(url, 'CREATE TABLE IF NOT EXISTS migrated ()');
      return { rolePrefix: undefined };
    },
    onProgress: ({ kind }) => seen.push(kind),
  });
  const stack = await startStack(options);
  onTestFinished(() => stack.stop());
  expect(seen.slice(0, 4)).toEqual(['postgres-starting', 'postgres-ready', 'migrating', 'started']);
  expect(await query(stack.file.databaseUrl, 'SELECT count(*) FROM migrated')).toEqual([['0']]);

  const file = await readStackFile(options.stateDir);
  expect(file).toEqual(stack.file);
  expect(statSync(join(options.stateDir, 'stack.json')).mode & 0o777).toBe(0o600);
  expect(file?.queueUrl).toBe(file?.databaseUrl);
  expect(file?.services.back?.url).toBe(`http://127.0.0.1:${(file?.portBase ?? 0) + 1}`);

  const status = await stackStatus(options);
  expect(status).toMatchObject({ state: 'up', postgres: { running: true, accepting: true } });
  expect(status.services).toMatchObject([
    { name: 'front', running: true, live: true, ready: true, checks: { postgres: 'ok' } },
    { name: 'back', running: true, live: true, ready: true, checks: { postgres: 'ok' } },
  ]);
  await expect(startStack(options)).rejects.toMatchObject({ code: 'stack.running' });

  await stack.stop();
  const parts = [
    ...Object.values(stack.file.services),
    ...(stack.file.postgres ? [stack.file.postgres] : []),
  ];
  expect(parts.map(isAlive)).toEqual([false, false, false]);
  expect(exists(join(options.stateDir, 'stack.json'))).toBe(false);
  expect(await stackStatus(options)).toEqual({ state: 'down', services: [] });
});

test('a detached stack is stopped by its file alone, and keeps its data and secrets for the next', async () => {
  const options = stackOptions({
    detach: true,
    services: [serviceNamed('keeper', ({ secrets }) => ({ KEY: secrets.vaultKey }))],
  });
  const first = await startStack(options);
  await query(first.file.databaseUrl, 'CREATE TABLE kept ()');
  expect(first.file.launcher).toBeUndefined();
  expect(await stopStack(options)).toBe(true);
  expect(first.file.postgres && isAlive(first.file.postgres)).toBe(false);
  expect(await stopStack(options)).toBe(false);

  const secrets = readFileSync(join(options.stateDir, 'secrets.json'), 'utf8');
  const second = await startStack(options);
  expect(await query(second.file.databaseUrl, 'SELECT count(*) FROM kept')).toEqual([['0']]);
  expect(readFileSync(join(options.stateDir, 'secrets.json'), 'utf8')).toBe(secrets);
});

test('what a killed launcher left running is stopped before the next start', async () => {
  const options = stackOptions({ detach: true });
  const first = await startStack(options);
  // As it stands when the launcher dies half way: recorded, and gone.
  await writeStackFile(options.stateDir, { ...first.file, launcher: { pid: 2 ** 22, startTime: '1' } });
  expect((await stackStatus(options)).state).toBe('remnants');

  const second = await startStack(options);
  expect(Object.values(first.file.services).map(isAlive)).toEqual([false, false]);
  expect((await stackStatus(options)).state).toBe('up');
  expect(second.file.postgres?.pid).not.toBe(first.file.postgres?.pid);
});

test('a service that fails takes the whole start back', async () => {
  const options = stackOptions({
    services: [
      serviceNamed('fine'),
      serviceNamed('broken', () => ({ READY_WHEN: '/nowhere/at/all', END_WHEN: '/' })),
    ],
  });
  let server = identify(process.pid);
  await expect(
    startStack({
      ...options,
      migrate: async () => {
        server = (await readStackFile(options.stateDir))?.postgres ?? server;
        return { rolePrefix: undefined };
      },
    }),
  ).rejects.toMatchObject({ code: 'stack.service_failed', details: { service: 'broken' } });
  expect(server.pid).not.toBe(process.pid);
  expect(isAlive(server)).toBe(false);
  expect(exists(join(options.stateDir, 'stack.json'))).toBe(false);
});

test('with addresses given and a choice of services, nothing else is started', async () => {
  const databaseUrl = 'postgresql://rollcall@db.example:5432/rollcall';
  const queueUrl = 'redis://queue.example:6379';
  const migrated: string[] = [];
  const options = stackOptions({
    databaseUrl,
    queueUrl,
    only: ['back'],
    migrate: async (url) => {
      migrated.push(url);
      return { rolePrefix: undefined };
    },
  });
  const stack = await startStack(options);
  onTestFinished(() => stack.stop());
  expect(stack.file).toMatchObject({ databaseUrl, queueUrl });
  expect(stack.file.postgres).toBeUndefined();
  expect(Object.keys(stack.file.services)).toEqual(['back']);
  expect(migrated).toEqual([databaseUrl]);
});

test('a service that does not exist is refused by name', async () => {
  await expect(startStack(stackOptions({ only: ['front', 'frnt'] }))).rejects.toMatchObject({
    code: 'config.invalid',
    details: { problems: ['no service frnt'] },
  });
});

test('a taken port is refused where the base was asked for', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const options = stackOptions({ portBase: port });
  await expect(startStack(options)).rejects.toMatchObject({ code: 'stack.port_in_use', details: { port } });
  expect(exists(join(options.stateDir, 'stack.json'))).toBe(false);
});

test('a start is given up by its signal', async () => {
  const options = stackOptions({ signal: AbortSignal.abort() });
  await expect(startStack(options)).rejects.toMatchObject({ code: 'stack.interrupted' });
  expect(exists(join(options.stateDir, 'stack.json'))).toBe(false);
});

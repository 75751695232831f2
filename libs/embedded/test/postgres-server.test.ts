import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  freePort,
  isAlive,
  type PostgresOptions,
  type PostgresServer,
  removePostgresData,
  startPostgres,
} from '../src/index.ts';
import { closedFolder, temporaryFolder } from './fixtures/temporary.ts';
import { query, ServerError } from './fixtures/wire.ts';

const start = async (options: PostgresOptions = {}): Promise<PostgresServer> => {
  const server = await startPostgres(options);
  onTestFinished(() => server.stop());
  return server;
};

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

describe('a server with a data folder', () => {
  test('keeps its data, its password and its privacy over a restart', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const first = await start({ dataDir });
    await query(first.url, `CREATE TABLE kept AS SELECT 'Zoë' AS name`);
    await first.stop();
    expect(isAlive(first.identity)).toBe(false);

    const second = await start({ dataDir, password: 'not-used-for-an-old-cluster' });
    expect(await query(second.url, 'SELECT name FROM kept')).toEqual([['Zoë']]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect(modeOf(join(second.folder, 'password'))).toBe('600');
    expect(modeOf(join(second.folder, 'cluster'))).toBe('700');
    expect(modeOf(second.logFile)).toBe('600');
  });

  test('starts over the lock file of a killed server, and over one whose number another process has', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const first = await start({ dataDir });
    process.kill(first.pid, 'SIGKILL');
    await first.ended;

    const second = await start({ dataDir });
    const lock = join(second.folder, 'cluster', 'postmaster.pid');
    const lines = readFileSync(lock, 'utf8').split('\n');
    await second.stop();

    writeFileSync(lock, [process.pid, ...lines.slice(1)].join('\n'));
    const third = await start({ dataDir });
    expect(await query(third.url, 'SELECT 1')).toEqual([['1']]);
  });

  test('refuses a folder on which a server runs, and leaves that one alone', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const first = await start({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({
      code: 'stack.data_in_use',
      details: { pid: first.pid, port: first.port },
    });
    expect(await query(first.url, 'SELECT 1')).toEqual([['1']]);
  });

  test('refuses a folder of another major version', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const first = await start({ dataDir });
    await first.stop();
    writeFileSync(join(first.folder, 'cluster', 'PG_VERSION'), '15\n');
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({
      code: 'stack.data_version',
      details: { found: '15', needed: '18' },
    });
  });

  test('below a closed home its data lies where the user of the server can reach it', async () => {
    const dataDir = join(closedFolder(), 'postgres');
    onTestFinished(() => removePostgresData(dataDir));
    const first = await start({ dataDir });
    await query(first.url, 'CREATE TABLE kept ()');
    await first.stop();
    expect(first.folder === dataDir).toBe(process.getuid?.() !== 0);

    const second = await start({ dataDir });
    expect(second.folder).toBe(first.folder);
    expect(await query(second.url, 'SELECT count(*) FROM kept')).toEqual([['0']]);
    await second.stop();

    await removePostgresData(dataDir);
    expect([exists(dataDir), exists(second.folder)]).toEqual([false, false]);
  });
});

describe('a throw-away server', () => {
  test('is UTF-8, durable, asks for its password, and runs as nobody of consequence', async () => {
    const server = await start({ maxConnections: 17, settings: { work_mem: '5MB' } });
    const settings = ['server_encoding', 'fsync', 'synchronous_commit', 'max_connections', 'work_mem'];
    const shown = settings.map((name) => `current_setting('${name}')`).join(', ');
    expect(await query(server.url, `SELECT ${shown}`)).toEqual([['UTF8', 'on', 'on', '17', '5MB']]);
    expect(await query(server.url, `SELECT 'É' = upper('é'), 'Z' < 'a'`)).toEqual([['t', 't']]);

    const wrong = server.url.replace(/:[^:@]+@/, ':guessed@');
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ sqlstate: '28P01' });
    if (process.getuid?.() === 0) expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
  });

  test('writes no text of a failed statement into its log', async () => {
    const server = await start();
    const failing = query(server.url, `SELECT 'Ada Lovelace'::int`);
    await expect(failing).rejects.toBeInstanceOf(ServerError);
    await expect(failing).rejects.toThrow('Ada Lovelace');
    process.kill(server.pid, 'SIGHUP');
    await expect.poll(() => readFileSync(server.logFile, 'utf8')).toContain('SIGHUP');
    expect(readFileSync(server.logFile, 'utf8')).not.toContain('Lovelace');
  });

  test('leaves nothing behind', async () => {
    const server = await start();
    await server.stop();
    expect(exists(server.folder)).toBe(false);
    expect(isAlive(server.identity)).toBe(false);
  });

  test('can be stopped by a process that has nothing else to do', async () => {
    const script = `import { startPostgres } from '${join(import.meta.dirname, '..', 'src', 'index.ts')}';
      await (await startPostgres()).stop();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('names the port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startPostgres({ port })).rejects.toMatchObject({
      code: 'stack.port_in_use',
      details: { port },
    });
  });

  test('shows the end of its log where it does not start', async () => {
    await expect(startPostgres({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'stack.postgres_failed',
      details: { logTail: [expect.stringContaining('shared_buffers')] },
    });
  });
});

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'nothing outlives a foreground launcher that ends by %s',
  async (signal) => {
    const launcher = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'launcher.ts')], {
      env: { PORT: String(await freePort()), LOG: join(temporaryFolder(), 'service.log') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const started = JSON.parse(await firstLine(launcher));
    expect([isAlive(started.postgres), isAlive(started.service)]).toEqual([true, true]);

    launcher.kill(signal);
    await expect
      .poll(() => [isAlive(started.postgres), isAlive(started.service), exists(started.folder)])
      .toEqual([false, false, false]);
  },
);

const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text;
};

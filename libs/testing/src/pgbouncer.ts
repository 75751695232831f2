import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseUser, freePort } from '@rollcall/embedded';
import { readTestConfig } from './config.ts';

export type PgBouncer = {
  /** The database's address by way of the pooler. */
  url: string;
  /** The same for another role; its password, if any, was given to `startPgBouncer`. */
  urlOf(user: string): string;
  /** Ends it at once, connections and all, and starts it again on its port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export type PgBouncerOptions = {
  /** A direct URL. */
  databaseUrl: string;
  /** Connections to Postgres for each role. */
  poolSize: number;
  /** Further roles that may connect, with their passwords. */
  roles?: Record<string, string>;
  /** Further lines of the section `[pgbouncer]`. */
  settings?: Record<string, string | number>;
};

/** The pgbouncer that the global set-up found (it says loudly when there is none), with its version. */
export const testPgBouncer = (): { binary: string; version: [number, number] } | undefined => {
  const binary = readTestConfig().ROLLCALL_TEST_PGBOUNCER;
  if (binary === undefined) return undefined;
  const printed = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout;
  const [, major, minor] = /PgBouncer (\d+)\.(\d+)/.exec(printed) ?? [];
  return { binary, version: [Number(major), Number(minor)] };
};

/** A pgbouncer on the path or where Debian puts it; undefined where there is none. */
export const findPgBouncer = (): string | undefined =>
  ['pgbouncer', '/usr/sbin/pgbouncer'].find((binary) => spawnSync(binary, ['--version']).status === 0);

/** Starts a PgBouncer in transaction mode on a free loopback port, as an unprivileged user: it refuses to be root. */
export const startPgBouncer = async (options: PgBouncerOptions): Promise<PgBouncer> => {
  const found = testPgBouncer();
  if (found === undefined) throw new Error('no pgbouncer: ask testPgBouncer() first');
  const direct = new URL(options.databaseUrl);
  const user = decodeURIComponent(direct.username);
  const runAs = process.getuid?.() === 0 ? chooseUser(readFileSync('/etc/passwd', 'utf8')) : undefined;
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-test-pgbouncer-'));

  const users = { [user]: decodeURIComponent(direct.password), ...options.roles };
  const section = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: join(dir, 'users.txt'),
    pool_mode: 'transaction',
    default_pool_size: options.poolSize,
    max_client_conn: 1000,
    ...options.settings,
  };
  const lines = [
    '[databases]',
    `* = host=${direct.hostname} port=${direct.port || 5432}`,
    '[pgbouncer]',
    ...Object.entries(section).map(([name, value]) => `${name} = ${value}`),
  ];
  const files = {
    'pgbouncer.ini': lines,
    'users.txt': Object.entries(users).map(([name, secret]) => `"${name}" "${secret}"`),
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(dir, name), `${text.join('\n')}\n`, { mode: 0o600 });
    if (runAs) chownSync(join(dir, name), runAs.uid, runAs.gid);
  }
  chmodSync(dir, 0o700);
  if (runAs) chownSync(dir, runAs.uid, runAs.gid);

  const run = (): Promise<ChildProcess> => runUntilUp(found.binary, join(dir, 'pgbouncer.ini'), runAs);
  let child = await run();
  const end = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  const urlOf = (role: string): string => {
    const url = new URL(options.databaseUrl);
    url.port = String(port);
    url.hostname = '127.0.0.1';
    url.username = role;
    url.password = '';
    return url.href;
  };
  return {
    url: urlOf(user),
    urlOf,
    restart: async () => {
      await end();
      child = await run();
    },
    stop: async () => {
      await end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** Its log goes to stderr and says when it is up. */
const runUntilUp = (
  binary: string,
  file: string,
  runAs: { uid: number; gid: number } | undefined,
): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(binary, [file], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
    });
    let said = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`pgbouncer ended with ${code}: ${said}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 4000) said += chunk.toString();
      if (said.includes('process up')) resolve(child);
    });
  });

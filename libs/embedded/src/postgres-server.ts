import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@rollcall/failures';
import { type Binaries, usableBinaries } from './binaries.ts';
import { type Cluster, ensureCluster, SUPERUSER } from './cluster.ts';
import { type DataHome, dataHome, removePostgresData } from './data-home.ts';
import { guardFolder, guardProcess, keepFolder, releaseProcess } from './guard.ts';
import { logTail } from './log-tail.ts';
import { freePort } from './ports.ts';
import { acceptsConnections, readPostmaster, runningPostmaster } from './postmaster.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';
import { postgresSteps, stopProcess } from './stop-process.ts';

const SECOND = 1000;
const POLL_MS = 20;
const PORT_TRIES = 3;

export type PostgresOptions = {
  /** Where the data lies and stays. Left out: a throw-away server whose data goes with it. */
  dataDir?: string;
  /** Default: any free one. */
  port?: number;
  /** Postgres' `max_connections`; default 100. */
  maxConnections?: number;
  /** Further settings of the server, over the defaults (`{ fsync: 'off' }`). */
  settings?: Record<string, string | number>;
  /** The superuser's password in a new cluster; default: a random one. An existing cluster keeps its own. */
  password?: string;
  /** The server outlives this process. Default: it is stopped when this process ends, however it ends. */
  detach?: boolean;
  /** How long the server may take until it accepts connections, in milliseconds; default 60 s. */
  readyTimeoutMs?: number;
};

export type PostgresServer = {
  /** Address with the superuser's password, database `postgres`. */
  url: string;
  port: number;
  pid: number;
  identity: ProcessIdentity;
  /** Where the cluster, its password and its log really lie. */
  folder: string;
  logFile: string;
  /** Resolves when the server has ended, asked or not. */
  ended: Promise<void>;
  /** Fast shutdown, at last by force; resolves when the server is gone. */
  stop(): Promise<void>;
};

/**
 * Starts a Postgres of our own on the loopback address, from the binaries in `node_modules`; makes its
 * cluster first where there is none. Resolves when it accepts connections. As root it runs under an
 * unprivileged user. It has no socket in the file system and asks every connection for the password.
 *
 * Throws `stack.platform_unsupported`, `stack.postgres_unusable`, `stack.data_version`, `stack.data_in_use`,
 * `stack.port_in_use` (a port that was asked for) or `stack.postgres_failed`.
 */
export const startPostgres = async (options: PostgresOptions = {}): Promise<PostgresServer> => {
  const temporary =
    options.dataDir === undefined ? await mkdtemp(join(await realpath(tmpdir()), 'rollcall-pg-')) : undefined;
  if (temporary !== undefined) guardFolder(temporary);
  const discard = async () => {
    if (temporary === undefined) return;
    await removePostgresData(temporary);
    keepFolder(temporary);
  };
  try {
    const home = await dataHome(options.dataDir ?? temporary ?? '');
    const binaries = await usableBinaries(home.runAs);
    const cluster = await ensureCluster(home, binaries, options.password);
    const server = await launch({ home, binaries, cluster, options });
    const stop = async () => {
      await server.stop();
      await discard();
    };
    return { ...server, stop };
  } catch (thrown) {
    await discard();
    throw thrown;
  }
};

type Launch = { home: DataHome; binaries: Binaries; cluster: Cluster; options: PostgresOptions };

const launch = async (given: Launch): Promise<PostgresServer> => {
  const running = await runningPostmaster(await realpath(given.cluster.folder));
  if (running !== undefined) {
    throw new Failure('stack.data_in_use', { details: { pid: running.pid, port: running.port } });
  }
  for (let tries = 1; ; tries++) {
    try {
      return await launchOn(given, given.options.port ?? (await freePort()));
    } catch (thrown) {
      // Somebody may take the free port before the server does.
      const again = thrown instanceof Failure && thrown.code === 'stack.port_in_use' && tries < PORT_TRIES;
      if (!again || given.options.port !== undefined) throw thrown;
    }
  }
};

const launchOn = async (given: Launch, port: number): Promise<PostgresServer> => {
  const { home, binaries, cluster, options } = given;
  const logFile = join(home.folder, 'server.log');
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants;
  const log = openSync(logFile, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn(binaries.postgres, ['-D', cluster.folder, ...settingArguments(options, port)], {
    uid: home.runAs.uid,
    gid: home.runAs.gid,
    cwd: home.folder,
    env: { LC_ALL: 'C' },
    // A session of its own: Ctrl-C in the terminal must not stop it under the services that use it.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((settle) => {
    child.once('exit', () => settle());
    child.once('error', () => settle());
  });
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity !== undefined && !options.detach) guardProcess({ ...identity, kind: 'postgres' });

  if (identity === undefined || !(await becomesReady({ child, cluster, port, options }))) {
    if (identity !== undefined) {
      await stopProcess(identity, postgresSteps);
      releaseProcess(identity.pid);
    }
    throw await startFailure({ logFile, logStart, port });
  }
  const stop = async () => {
    // Where nothing else is left to do, Node would end before it hears of the child's end.
    child.ref();
    await stopProcess(identity, postgresSteps);
    await ended;
    if (!options.detach) releaseProcess(identity.pid);
  };
  const url = `postgresql://${SUPERUSER}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/postgres`;
  return { url, port, pid: identity.pid, identity, folder: home.folder, logFile, ended, stop };
};

/**
 * What a laptop's server needs. No text of a statement, parameter or row may reach the log: a failed
 * statement is its caller's to report, so errors below FATAL are not logged at all.
 */
const settingArguments = (options: PostgresOptions, port: number): string[] => {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: options.maxConnections ?? 100,
    shared_buffers: '128MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
};

/**
 * Our server is ready when its lock file says so under its own number (as `pg_ctl` waits) and the port
 * answers; the port alone might be another server's. False when it ended or the time is up.
 */
const becomesReady = async (given: {
  child: ChildProcess;
  cluster: Cluster;
  port: number;
  options: PostgresOptions;
}): Promise<boolean> => {
  const { child, cluster, port } = given;
  const deadline = performance.now() + (given.options.readyTimeoutMs ?? 60 * SECOND);
  while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
    const found = await readPostmaster(cluster.folder);
    if (found?.pid === child.pid && found?.ready && (await acceptsConnections(port, SUPERUSER))) return true;
    await sleep(POLL_MS);
  }
  return false;
};

const startFailure = async (given: { logFile: string; logStart: number; port: number }): Promise<Failure> => {
  const tail = await logTail(given.logFile, { from: given.logStart });
  if (tail.some((line) => line.includes('could not bind'))) {
    return new Failure('stack.port_in_use', { details: { port: given.port } });
  }
  return new Failure('stack.postgres_failed', {
    details: { step: 'start', log: given.logFile, logTail: tail },
  });
};

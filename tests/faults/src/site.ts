import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPortBase, keepSecrets, readStackFile, type StackFile } from '@rollcall/embedded';
import { type Database, openDatabase } from '@rollcall/postgres';
import { openQueue, type Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { until } from '@rollcall/testing';
import { type Command, startCommand } from './command.ts';
import { type PostgresUnderFire, startPostgresUnderFire } from './postgres-server.ts';
import { type RedisUnderFire, startRedisUnderFire } from './redis-server.ts';

const SECOND = 1000;

export type Backend = 'postgres' | 'redis';

/** Away from the ports that a stack takes by itself. */
const firstPort = 23_400;
const ports = Array.from({ length: 8 }, (_, offset) => offset);

const services = ['gateway', 'retriever', 'redactor', 'grounder', 'model-proxy', 'small-model', 'console'];

/**
 * Waits are short, so that a fault shows within seconds; everything else is as it is delivered. The model takes its
 * time: a fault then meets documents at every hop.
 */
const impatient = {
  SMALL_MODEL_BEHAVIOUR: JSON.stringify({ latencyMs: 150 }),
  MODEL_CONCURRENCY: '4',
  MODEL_TIMEOUT_MS: '3000',
  MODEL_IDLE_TIMEOUT_MS: '1000',
  RETRY_BACKOFF_MS: '500',
  RETRY_PATIENCE_MS: '9000',
};

/** A whole system of its own that may be broken: servers that come back, and a stack with a supervisor. */
export type Site = {
  backend: Backend;
  postgres: PostgresUnderFire;
  redis: RedisUnderFire | undefined;
  /** The environment of every command on this site. */
  env: Record<string, string>;
  stateDir: string;
  /** As the superuser, from outside: what the suite looks and breaks with. */
  db: Database;
  queue: Queue;
  /** Services that the stack does not start. */
  without: string[];
  /** The port at which the stack has a service, or leaves it room. */
  portOf(service: string): Promise<number>;
  /** What runs now. */
  stack(): Promise<StackFile>;
  signal(service: string, signal: NodeJS.Signals): Promise<void>;
  /** Every service of the stack says that it is ready. */
  ready(): Promise<void>;
  model: {
    behave(behaviour: Record<string, unknown>): Promise<void>;
    /** Requests since the last `forget`. */
    requests(): Promise<number>;
    forget(): Promise<void>;
  };
  close(): Promise<void>;
};

/** Builds the site up. `without`: services that are left to the fault. */
export const openSite = async (backend: Backend, without: string[] = []): Promise<Site> => {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (let step = closing.pop(); step !== undefined; step = closing.pop()) await step().catch(report);
  };
  try {
    const postgres = await startPostgresUnderFire();
    closing.push(postgres.remove);
    const redis = backend === 'redis' ? await startRedisUnderFire() : undefined;
    if (redis) closing.push(redis.remove);
    const stateDir = await mkdtemp(join(tmpdir(), 'rollcall-faults-'));
    closing.push(() => rm(stateDir, { recursive: true, force: true }));
    const env = {
      ROLLCALL_STATE: stateDir,
      DATABASE_URL: postgres.url,
      QUEUE_URL: redis?.url ?? postgres.url,
      QUEUE_PREFIX: 'faults',
      ROLLCALL_ROLE_PREFIX: 'faults',
      ...impatient,
    };
    const up = await startStack(env, without);
    closing.push(() => stopCommand(up));
    const log = createLog('faults', 'silent');
    const db = openDatabase({ url: postgres.url, service: 'faults', max: 2, log });
    closing.push(() => db.close());
    const queue = openQueue({
      url: env.QUEUE_URL,
      prefix: env.QUEUE_PREFIX,
      service: 'faults',
      consumers: 0,
      log,
    });
    closing.push(() => queue.close());

    const stack = async (): Promise<StackFile> => {
      const file = await readStackFile(stateDir);
      if (!file) throw new Error('the stack is gone');
      return file;
    };
    const isReady = async (): Promise<boolean> => {
      const answers = Object.entries((await stack()).services).map(async ([name, { url, pid }]) => {
        const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(2 * SECOND) });
        const said = (await response.json()) as { service?: string; pid?: number };
        return response.ok && said.service === name && said.pid === pid;
      });
      return (await Promise.all(answers)).every(Boolean);
    };
    const atModel = async (path: string, init?: RequestInit): Promise<Response> => {
      const { services: running } = await stack();
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${await token(stateDir)}`,
      };
      const response = await fetch(new URL(path, running['small-model']?.url), { ...init, headers });
      if (!response.ok) throw new Error(`the small model answers ${response.status}`);
      return response;
    };
    return {
      backend,
      postgres,
      redis,
      env,
      stateDir,
      db,
      queue,
      without,
      portOf: async (service) => (await stack()).portBase + services.indexOf(service),
      stack,
      signal: async (service, signal) => {
        const pid = (await stack()).services[service]?.pid;
        if (pid === undefined) throw new Error(`${service} does not run`);
        process.kill(pid, signal);
      },
      ready: () => until('every service is ready', () => isReady().catch(() => false), 40 * SECOND),
      model: {
        behave: async (behaviour) => {
          await atModel('/admin/faults', { method: 'PUT', body: JSON.stringify(behaviour) });
        },
        requests: async () => ((await (await atModel('/admin/requests')).json()) as { count: number }).count,
        forget: async () => {
          await atModel('/admin/requests', { method: 'DELETE' });
        },
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
};

/** A site that cannot be taken down in order is still taken down: the stack's guard ends what is left. */
const report = (thrown: unknown): void => {
  process.stderr.write(
    `taking the site down: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`,
  );
};

/** Another suite may have the ports that were chosen: then others are. */
const findPortBase = async (triesLeft = 20): Promise<number> => {
  try {
    return (await claimPortBase(ports, firstPort + 10 * randomBytes(1).readUInt8())).base;
  } catch (thrown) {
    if (triesLeft === 0) throw thrown;
    return findPortBase(triesLeft - 1);
  }
};

const startStack = async (env: Record<string, string>, without: string[]): Promise<Command> => {
  const base = await findPortBase();
  const only = services.filter((service) => !without.includes(service)).join(',');
  const up = startCommand(['up', '--port-base', String(base), '--only', only], env);
  await until(
    'the stack is up',
    () => {
      if (up.child.exitCode !== null) throw new Error(`rollcall up ended: ${up.said()}`);
      return up.said().includes('Up. Ctrl-C');
    },
    90 * SECOND,
  );
  return up;
};

const stopCommand = async (command: Command): Promise<void> => {
  command.child.kill('SIGTERM');
  await command.ended;
};

/** The stack's own token, which the small model's admin calls want. */
const token = async (stateDir: string): Promise<string> =>
  (await keepSecrets(join(stateDir, 'secrets.json'))).serviceToken;

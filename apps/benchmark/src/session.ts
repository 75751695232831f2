import { join, resolve } from 'node:path';
import { isAlive, keepSecrets, readStackFile, type StackFile } from '@rollcall/embedded';
import { Failure } from '@rollcall/failures';
import { type Database, openDatabase, type Pooler } from '@rollcall/postgres';
import { openQueue, type Queue } from '@rollcall/queue';
import { createLog, type Log, readTelemetryConfig, startTelemetry, stopTelemetry } from '@rollcall/telemetry';
import type { BenchmarkConfig } from './config.ts';
import { findRoot } from './root.ts';
import { addressesOf, type Servers } from './stack/roles.ts';
import type { ServiceName } from './stack/services.ts';

/** Where the system is that a command works on. */
export type Target = {
  /** Of whoever may migrate; the other addresses may be those of a role with fewer rights. */
  admin: Servers;
  databaseUrl: string;
  pooler: Pooler;
  queueUrl: string;
  gatewayUrl: string | undefined;
  tracesUrl: string | undefined;
  token: string | undefined;
};

/** The folder of the embedded stack and the runs. */
export const stateDirOf = (config: BenchmarkConfig): string => resolve(findRoot(), config.ROLLCALL_STATE);

/** The running embedded stack's file, or undefined where none runs. */
export const readStack = async (config: BenchmarkConfig): Promise<StackFile | undefined> => {
  const file = await readStackFile(stateDirOf(config));
  if (!file) return undefined;
  const parts = [...Object.values(file.services), ...(file.launcher ? [file.launcher] : [])];
  return parts.some(isAlive) ? file : undefined;
};

/**
 * The embedded stack if one runs, else what the environment names. Throws `stack.not_running` where there
 * is neither, `stack.other_database` and `stack.other_queue` where the environment names others than the
 * stack's: a command never works on another database than the one that it was told.
 */
export const findTarget = async (config: BenchmarkConfig): Promise<Target> => {
  const stack = await readStack(config);
  if (stack) return targetOf(stack, config);
  if (config.DATABASE_URL === undefined) throw new Failure('stack.not_running');
  const queueUrl = config.QUEUE_URL ?? config.DATABASE_URL;
  return {
    admin: { databaseUrl: config.DATABASE_URL, queueUrl },
    databaseUrl: config.DATABASE_URL,
    pooler: config.DATABASE_POOLER,
    queueUrl,
    gatewayUrl: config.GATEWAY_URL,
    tracesUrl: undefined,
    token: config.ROLLCALL_SERVICE_TOKEN,
  };
};

/** A service of the running stack and the token that it demands; undefined where none runs. */
export const findService = async (
  config: BenchmarkConfig,
  name: ServiceName,
): Promise<{ url: string; token: string | undefined } | undefined> => {
  const stack = await readStack(config);
  const url = stack?.services[name]?.url;
  if (stack === undefined || url === undefined) return undefined;
  return { url, token: (await targetOf(stack, config)).token };
};

/** Where documents are sent, and with what key. */
export type Gateway = { gatewayUrl: string; key: string | undefined };

/**
 * The running stack's gateway, else the one that the environment names: it needs no database. Throws
 * `stack.not_running` where there is neither.
 */
export const findGateway = async (config: BenchmarkConfig): Promise<Gateway> => {
  const stack = await readStack(config);
  const gatewayUrl = stack ? (await targetOf(stack, config)).gatewayUrl : config.GATEWAY_URL;
  if (gatewayUrl === undefined) throw new Failure('stack.not_running');
  return { gatewayUrl, key: config.ROLLCALL_KEY };
};

const targetOf = async (stack: StackFile, config: BenchmarkConfig): Promise<Target> => {
  if (config.DATABASE_URL !== undefined && config.DATABASE_URL !== stack.databaseUrl) {
    throw new Failure('stack.other_database');
  }
  if (config.QUEUE_URL !== undefined && config.QUEUE_URL !== stack.queueUrl) {
    throw new Failure('stack.other_queue');
  }
  const consoleUrl = stack.services.console?.url;
  const secrets = await keepSecrets(join(stateDirOf(config), 'secrets.json'));
  const admin = { databaseUrl: stack.databaseUrl, queueUrl: stack.queueUrl };
  const roles =
    stack.rolePrefix === undefined
      ? undefined
      : { prefix: stack.rolePrefix, secret: secrets.postgresPassword };
  const { databaseUrl, queueUrl } = addressesOf('benchmark', admin, roles);
  return {
    admin,
    databaseUrl,
    // A stack that was started here migrated this database: the URL is a direct one.
    pooler: 'none',
    queueUrl,
    gatewayUrl: stack.services.gateway?.url,
    tracesUrl: consoleUrl === undefined ? undefined : `${consoleUrl}/v1/traces`,
    token: secrets.serviceToken,
  };
};

export type Session = { db: Database; queue: Queue; log: Log; target: Target };

/** Opens database, queue and tracing for one command and closes them after it. */
export const withSession = async <T>(
  config: BenchmarkConfig,
  target: Target,
  work: (session: Session) => Promise<T>,
): Promise<T> => {
  startTelemetry({
    ...readTelemetryConfig(),
    OTEL_SERVICE_NAME: 'benchmark',
    ...(target.tracesUrl === undefined ? {} : { ROLLCALL_TRACES_URL: target.tracesUrl }),
    ROLLCALL_SERVICE_TOKEN: target.token,
  });
  // A person reads this command's output; what goes on inside is the services' logs' business.
  const log = createLog('benchmark', 'error');
  const db = openDatabase({
    url: target.databaseUrl,
    service: 'benchmark',
    max: 6,
    pooler: target.pooler,
    log,
  });
  const queue = openQueue({
    url: target.queueUrl,
    prefix: config.QUEUE_PREFIX,
    service: 'benchmark',
    consumers: 0,
    log,
  });
  try {
    return await work({ db, queue, log, target });
  } finally {
    await stopTelemetry();
    await queue.close();
    await db.close();
  }
};

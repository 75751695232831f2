import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '@rollcall/failures';
import type { ChildSpec } from './child.ts';
import { type ChildEvent, type Children, startChildren } from './children.ts';
import { claimPortBase, type PortClaim } from './ports.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { identify } from './process-identity.ts';
import { keepSecrets, type Secrets } from './secrets.ts';
import {
  claimStackFile,
  readStackFile,
  removeStackFile,
  type StackFile,
  stackState,
  writeStackFile,
} from './stack-file.ts';
import { stopRecorded } from './stack-stop.ts';

/** What a service's settings are made of. */
export type StackContext = {
  portBase: number;
  databaseUrl: string;
  queueUrl: string;
  /** See the stack file's; known from the migration on. */
  rolePrefix: string | undefined;
  /** `http://127.0.0.1:<port>` of every service of the list, the ones left out by `only` too. */
  urls: Record<string, string>;
  secrets: Secrets;
  stateDir: string;
};

export type ServiceSpec = {
  name: string;
  command: string;
  args: string[];
  /** Default: the stack's root. */
  cwd?: string;
  /** Its own settings, over the stack's `env`; `PORT` is set by the stack. */
  env: (context: StackContext) => Record<string, string>;
  /** Wave 0 is stopped first and all together, then wave 1, and so on; default 0. */
  stopWave?: number;
};

export type StackProgress =
  | { kind: 'postgres-starting' | 'migrating' }
  | { kind: 'postgres-ready' | 'postgres-ended'; port: number }
  | ChildEvent;

export type StackOptions = {
  /** The checkout: the working folder of services that name none. */
  root: string;
  /** Holds the stack file, the secrets, the logs and Postgres' data; `.rollcall` by custom. */
  stateDir: string;
  /** Every service, in an order that stays: a service's port is the base plus its place in this list. */
  services: ServiceSpec[];
  /** Names of the services to start; default: all. */
  only?: string[];
  /** First port; default: the first that fits of 7400, 7500, and so on. */
  portBase?: number;
  /** A Postgres to use in place of the embedded one. */
  databaseUrl?: string;
  /** Default: the database. */
  queueUrl?: string;
  /** The stack outlives this process. */
  detach?: boolean;
  /** Start services again that end unasked; only in the foreground. */
  restart?: boolean;
  /** What every service inherits. */
  env: Record<string, string>;
  /** Brings the schema, and the roles, up to date before any service starts; answers how the roles are called. */
  migrate: (databaseUrl: string, context: StackContext) => Promise<{ rolePrefix: string | undefined }>;
  onProgress?: (progress: StackProgress) => void;
  /** Gives up the start; all that was started is stopped and `stack.interrupted` thrown. */
  signal?: AbortSignal;
  /** How long each service may take to become ready, in milliseconds; default 60 s. */
  readyTimeoutMs?: number;
};

export type Stack = {
  file: StackFile;
  /** Stops the services wave by wave, then Postgres, and removes the stack file. */
  stop(): Promise<void>;
};

/**
 * Starts Postgres (unless an address is given), migrates, starts the services and waits until each is
 * ready. In the foreground nothing of it outlives this process, not even when it is killed; the caller
 * turns its signals into `signal` and `stop()`. All or nothing: on any error what runs is stopped again.
 *
 * Throws `stack.running`, `stack.folder_unusable`, `stack.file_invalid`, `stack.port_in_use`, `stack.service_failed`, `stack.interrupted`, what
 * `startPostgres` throws and what `migrate` throws.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce(options);
    } catch (thrown) {
      // Between looking for free ports and taking them somebody may have taken them: look further.
      if (options.portBase !== undefined || tries === mostTries || !lostItsPort(thrown)) throw thrown;
    }
  }
};

const mostTries = 3;

const lostItsPort = (thrown: unknown): boolean =>
  thrown instanceof Failure &&
  (thrown.code === 'stack.port_in_use' || String(thrown.details?.logTail ?? '').includes('EADDRINUSE'));

const startOnce = async (options: StackOptions): Promise<Stack> => {
  const chosen = chooseServices(options.services, options.only);
  const file = await claim(options);
  const undo: (() => Promise<void>)[] = [() => removeStackFile(options.stateDir)];
  let ports: PortClaim | undefined;
  const stop = async () => {
    const step = undo.pop();
    if (step !== undefined) await step().finally(stop);
  };
  const save = () => writeStackFile(options.stateDir, file);
  const proceed = () => {
    if (options.signal?.aborted) throw new Failure('stack.interrupted');
  };
  try {
    const embedded = options.databaseUrl === undefined;
    const offsets = chosen.map((service) => options.services.indexOf(service));
    if (embedded) offsets.push(options.services.length);
    ports = await claimPortBase(offsets, options.portBase);
    file.portBase = ports.base;
    const secrets = await keepSecrets(join(options.stateDir, 'secrets.json'));

    proceed();
    if (embedded) {
      const server = await bringPostgres(options, file.portBase + options.services.length, secrets);
      undo.push(server.stop);
      const { port, folder: dataDir, identity } = server;
      Object.assign(file, { databaseUrl: server.url, postgres: { ...identity, port, dataDir } });
    }
    file.queueUrl = options.queueUrl ?? file.databaseUrl;
    await save();

    proceed();
    options.onProgress?.({ kind: 'migrating' });
    const context = contextOf(options, file, secrets);
    const { rolePrefix } = await options.migrate(file.databaseUrl, context);
    if (rolePrefix !== undefined) file.rolePrefix = rolePrefix;
    context.rolePrefix = rolePrefix;
    await save();

    proceed();
    const children = await bringServices({ options, chosen, context, file, save });
    undo.push(children.stop);
    if (options.detach) {
      delete file.launcher;
      await save();
    }
    return { file, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  } finally {
    await ports?.release();
  }
};

const chooseServices = (services: ServiceSpec[], only?: string[]): ServiceSpec[] => {
  const unknown = only?.filter((name) => !services.some((service) => service.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Failure('config.invalid', {
      details: { problems: unknown.map((name) => `no service ${name}`) },
    });
  }
  return services.filter(({ name }) => only === undefined || only.includes(name));
};

/** Takes the stack file; what a dead launcher left running is stopped first. */
const claim = async (options: StackOptions): Promise<StackFile> => {
  const file: StackFile = {
    version: 1,
    startedAt: new Date().toISOString(),
    portBase: 0,
    databaseUrl: options.databaseUrl ?? '',
    queueUrl: options.queueUrl ?? '',
    launcher: identify(process.pid),
    services: {},
  };
  if (await claimStackFile(options.stateDir, file)) return file;
  const found = await readStackFile(options.stateDir);
  if (found !== undefined && stackState(found) === 'up') throw new Failure('stack.running');
  if (found !== undefined) await stopRecorded(found);
  await removeStackFile(options.stateDir);
  if (await claimStackFile(options.stateDir, file)) return file;
  throw new Failure('stack.running');
};

const bringPostgres = async (
  options: StackOptions,
  port: number,
  secrets: Secrets,
): Promise<PostgresServer> => {
  options.onProgress?.({ kind: 'postgres-starting' });
  const server = await startPostgres({
    dataDir: join(await realpath(options.stateDir), 'postgres'),
    port,
    password: secrets.postgresPassword,
    detach: options.detach ?? false,
  });
  options.onProgress?.({ kind: 'postgres-ready', port });
  void server.ended.then(() => options.onProgress?.({ kind: 'postgres-ended', port }));
  return server;
};

const contextOf = (options: StackOptions, file: StackFile, secrets: Secrets): StackContext => ({
  portBase: file.portBase,
  databaseUrl: file.databaseUrl,
  queueUrl: file.queueUrl,
  rolePrefix: file.rolePrefix,
  urls: Object.fromEntries(
    options.services.map(({ name }, place) => [name, `http://127.0.0.1:${file.portBase + place}`]),
  ),
  secrets,
  stateDir: options.stateDir,
});

const bringServices = async (given: {
  options: StackOptions;
  chosen: ServiceSpec[];
  context: StackContext;
  file: StackFile;
  save: () => Promise<void>;
}): Promise<Children> => {
  const { options, chosen, context, file } = given;
  const specs = chosen.map((service) => childSpecOf(service, options, context));
  let saving = Promise.resolve();
  const children = await startChildren(specs, {
    detach: options.detach ?? false,
    restart: (options.restart ?? false) && !options.detach,
    ...(options.readyTimeoutMs === undefined ? {} : { readyTimeoutMs: options.readyTimeoutMs }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onEvent: (event) => {
      const spec = specs.find(({ name }) => name === event.name);
      if (event.kind === 'started' && spec !== undefined) {
        const { logFile, stopWave = 0 } = spec;
        const url = context.urls[event.name] ?? '';
        file.services = inOrderOf(specs, {
          ...file.services,
          [event.name]: { ...event.identity, url, logFile, stopWave },
        });
        // Restarts change the file while the stack runs; a failed write must not end the stack.
        saving = saving.then(given.save).catch(() => {});
      }
      options.onProgress?.(event);
    },
  });
  const stop = async () => {
    await children.stop();
    await saving;
  };
  await saving;
  return { ...children, stop };
};

/** Services start together; the file names them as they were declared, whichever ran first. */
const inOrderOf = (specs: ChildSpec[], services: StackFile['services']): StackFile['services'] =>
  Object.fromEntries(
    specs.flatMap(({ name }) => {
      const service = services[name];
      return service === undefined ? [] : [[name, service]];
    }),
  );

const childSpecOf = (service: ServiceSpec, options: StackOptions, context: StackContext): ChildSpec => {
  const url = context.urls[service.name] ?? '';
  return {
    name: service.name,
    command: service.command,
    args: service.args,
    cwd: service.cwd ?? options.root,
    env: { ...options.env, ...service.env(context), PORT: new URL(url).port },
    logFile: join(options.stateDir, 'logs', `${service.name}.log`),
    readyUrl: `${url}/readyz`,
    stopWave: service.stopWave ?? 0,
  };
};

import { type Stack, type StackProgress, startStack } from '@rollcall/embedded';
import { readPlan } from '@rollcall/postgres';
import { migrateAll } from '../commands/migrate.ts';
import { type BenchmarkConfig, inheritedEnvironment } from '../config.ts';
import { findRoot } from '../root.ts';
import { stateDirOf } from '../session.ts';
import { ensureStackRoles, planOfStack } from './roles.ts';
import { type ModelEndpoint, type StackWishes, serviceSpecs, shared } from './services.ts';
import { shownAddress } from './shown-address.ts';
import { keepSizing } from './sizing.ts';

export type StartOptions = {
  detach?: boolean | undefined;
  only?: string[] | undefined;
  portBase?: number | undefined;
  model?: ModelEndpoint | undefined;
  extra?: StackWishes['extra'];
  note(text: string): void;
  signal?: AbortSignal | undefined;
};

/** Starts the embedded stack: Postgres (unless the environment names one), the schema, every service. */
export const start = async (config: BenchmarkConfig, options: StartOptions): Promise<Stack> => {
  const root = findRoot();
  const model: ModelEndpoint = {
    baseUrl: options.model?.baseUrl ?? config.MODEL_BASE_URL,
    name: options.model?.name ?? config.MODEL_NAME,
    apiKey: config.MODEL_API_KEY,
  };
  const embeddings: ModelEndpoint = {
    baseUrl: config.EMBEDDINGS_URL,
    name: config.EMBEDDINGS_MODEL,
    apiKey: config.EMBEDDINGS_API_KEY,
  };
  const judge: ModelEndpoint = {
    baseUrl: config.JUDGE_URL,
    name: config.JUDGE_MODEL,
    apiKey: config.JUDGE_API_KEY,
  };
  const stateDir = stateDirOf(config);
  const env = shared(inheritedEnvironment());
  const stack = await startStack({
    root,
    stateDir,
    services: serviceSpecs({
      root,
      queuePrefix: config.QUEUE_PREFIX,
      model,
      embeddings,
      judge,
      presidioToken: config.REDACT_PRESIDIO_TOKEN,
      ...(options.extra === undefined ? {} : { extra: options.extra }),
    }),
    env,
    detach: options.detach ?? false,
    restart: !options.detach,
    ...(options.only === undefined ? {} : { only: options.only }),
    ...(options.portBase === undefined ? {} : { portBase: options.portBase }),
    ...(config.DATABASE_URL === undefined ? {} : { databaseUrl: config.DATABASE_URL }),
    ...(config.QUEUE_URL === undefined ? {} : { queueUrl: config.QUEUE_URL }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    migrate: async (databaseUrl, { queueUrl, secrets }) => {
      await migrateAll(databaseUrl, queueUrl);
      const prefix =
        config.ROLLCALL_ROLE_PREFIX ?? (config.DATABASE_URL === undefined ? 'rollcall' : undefined);
      if (prefix === undefined) {
        options.note(
          'All services share the user of DATABASE_URL: Postgres holds none of them to its connections.',
        );
        return { rolePrefix: undefined };
      }
      const roles = { prefix, secret: secrets.postgresPassword };
      const file = config.ROLLCALL_FLEET === undefined ? undefined : readPlan(config.ROLLCALL_FLEET);
      await ensureStackRoles({ databaseUrl, queueUrl }, planOfStack(file, env, options.extra), roles);
      return { rolePrefix: prefix };
    },
    onProgress: (progress) => {
      const text = wordsFor(progress);
      if (text !== undefined) options.note(text);
    },
  });
  try {
    await keepSizing(stateDir, stack.file, { ...env, ...keptOf(judge) });
    return stack;
  } catch (thrown) {
    await stack.stop();
    throw thrown;
  }
};

/** What is kept of a judge: who it is, and never its key. */
const keptOf = ({ baseUrl, name }: ModelEndpoint): Record<string, string> =>
  baseUrl === undefined
    ? {}
    : { JUDGE_URL: shownAddress(baseUrl), ...(name === undefined ? {} : { JUDGE_MODEL: name }) };

const wordsFor = (progress: StackProgress): string | undefined => {
  switch (progress.kind) {
    case 'postgres-starting':
      return 'Starting Postgres';
    case 'postgres-ready':
      return `Postgres is ready on port ${progress.port}`;
    case 'postgres-ended':
      return undefined;
    case 'migrating':
      return 'Bringing the schema up to date';
    case 'ready':
      return `${progress.name} is ready`;
    case 'ended':
      return `${progress.name} has ended`;
    default:
      return undefined;
  }
};

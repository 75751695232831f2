import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ServiceSpec, StackContext } from '@rollcall/embedded';
import { addressesOf } from './roles.ts';

/** Services in the order of their ports; a new one is added at the end. */
const names = [
  'gateway',
  'retriever',
  'redactor',
  'grounder',
  'model-proxy',
  'small-model',
  'console',
] as const;

export type ServiceName = (typeof names)[number];

/** The model endpoint that the stack's model-proxy calls; the small model where there is no address. */
export type ModelEndpoint = {
  baseUrl?: string | undefined;
  name?: string | undefined;
  apiKey?: string | undefined;
};

export type StackWishes = {
  root: string;
  queuePrefix: string;
  model: ModelEndpoint;
  /** The embedding endpoint of the stack's retriever; the small model's where there is no address. */
  embeddings?: ModelEndpoint | undefined;
  /** The judge of the stack's grounder; none where there is no address. */
  judge?: ModelEndpoint | undefined;
  /** The token that the redactor shows an external Presidio. */
  presidioToken?: string | undefined;
  /** Further settings for single services. */
  extra?: Partial<Record<ServiceName, Record<string, string>>>;
};

/** The small model takes the stack's own token for a key; no other endpoint is ever sent that. */
const endpointOf = (model: ModelEndpoint, at: StackContext): Record<string, string> => {
  if (model.baseUrl === undefined) {
    return { MODEL_BASE_URL: `${at.urls['small-model']}/v1`, MODEL_API_KEY: at.secrets.serviceToken };
  }
  return {
    MODEL_BASE_URL: model.baseUrl,
    ...(model.apiKey === undefined ? {} : { MODEL_API_KEY: model.apiKey }),
  };
};

/**
 * No collection is embedded unless its policy says so. The small model runs on this machine and may see every text.
 */
const embeddingsOf = ({ baseUrl, name, apiKey }: ModelEndpoint, at: StackContext): Record<string, string> =>
  baseUrl === undefined
    ? {
        EMBEDDINGS_URL: `${at.urls['small-model']}/v1`,
        EMBEDDINGS_MODEL: 'small-embedding',
        EMBEDDINGS_API_KEY: at.secrets.serviceToken,
        EMBEDDINGS_TRUSTED: '1',
      }
    : {
        EMBEDDINGS_URL: baseUrl,
        ...(name === undefined ? {} : { EMBEDDINGS_MODEL: name }),
        ...(apiKey === undefined ? {} : { EMBEDDINGS_API_KEY: apiKey }),
      };

/** A judge costs money for each answer: there is one only where the caller names it. */
const judgeOf = ({ baseUrl, name, apiKey }: ModelEndpoint): Record<string, string> =>
  baseUrl === undefined
    ? {}
    : {
        JUDGE_URL: baseUrl,
        ...(name === undefined ? {} : { JUDGE_MODEL: name }),
        ...(apiKey === undefined ? {} : { JUDGE_API_KEY: apiKey }),
      };

/** What each service is told, and nothing that it does not need: the grounder gets no database, only two the vault's key. */
const settingsOf = (name: ServiceName, at: StackContext, wishes: StackWishes): Record<string, string> => {
  const roles =
    at.rolePrefix === undefined ? undefined : { prefix: at.rolePrefix, secret: at.secrets.postgresPassword };
  const { databaseUrl, queueUrl } = addressesOf(name, at, roles);
  const queue = { QUEUE_URL: queueUrl, QUEUE_PREFIX: wishes.queuePrefix };
  const database = { DATABASE_URL: databaseUrl };
  const vault = { ROLLCALL_VAULT_KEY: at.secrets.vaultKey };
  const { model } = wishes;
  switch (name) {
    case 'gateway':
      return {
        ...queue,
        ...database,
        ...vault,
        RETRIEVER_URL: at.urls.retriever ?? '',
        MODEL_PROXY_URL: at.urls['model-proxy'] ?? '',
      };
    case 'retriever':
      return {
        ...queue,
        ...database,
        ...embeddingsOf(wishes.embeddings ?? {}, at),
        REDACTOR_URL: at.urls.redactor ?? '',
      };
    case 'redactor':
      return {
        ...queue,
        ...database,
        ...vault,
        ...(wishes.presidioToken === undefined ? {} : { REDACT_PRESIDIO_TOKEN: wishes.presidioToken }),
      };
    case 'grounder':
      return { ...queue, ...judgeOf(wishes.judge ?? {}), GATEWAY_URL: at.urls.gateway ?? '' };
    case 'model-proxy':
      return {
        ...queue,
        MODEL_NAME: model.name ?? 'small-extractive',
        ...endpointOf(model, at),
      };
    case 'small-model':
      return {};
    case 'console':
      return database;
  }
};

/** Settings that only some services may see: none of them is inherited. */
const withheld = new Set([
  'DATABASE_URL',
  'DATABASE_POOLER',
  'QUEUE_URL',
  'QUEUE_PREFIX',
  'ROLLCALL_VAULT_KEY',
  'MODEL_API_KEY',
  'MODEL_BASE_URL',
  'MODEL_NAME',
  'EMBEDDINGS_API_KEY',
  'EMBEDDINGS_URL',
  'EMBEDDINGS_MODEL',
  'JUDGE_API_KEY',
  'JUDGE_URL',
  'JUDGE_MODEL',
  'REDACT_PRESIDIO_TOKEN',
  'OTEL_SERVICE_NAME',
  'ROLLCALL_TRACES_URL',
  'PORT',
  'HOST',
  'NODE_OPTIONS',
]);

/** The caller's environment less what is not every service's business. */
export const shared = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(([key]) => !withheld.has(key) && !key.includes('_PASSWORD_')),
  );

/**
 * A service's name as a replica. The supervisor starts one again only when it has ended, so that the next one may
 * take over what the last one held. Stacks of other machines or folders that share a queue are other replicas.
 */
const replicaOf = (name: ServiceName, stateDir: string): string => {
  const stack = createHash('sha256').update(`${hostname()}\0${stateDir}`).digest('hex').slice(0, 8);
  return `${name}-${stack}`;
};

/**
 * Flags for Node. What analysing leaves is garbage at once: collected early it takes some 60 MiB less of resident memory,
 * and a few per cent more processor time. The first keeps what is new small, the second what has survived once or twice:
 * without it that grows by half under load. The image has the same (`apps/redactor/Dockerfile`).
 */
export const nodeFlags: Partial<Record<ServiceName, readonly string[]>> = {
  redactor: ['--max-semi-space-size=4', '--heap-growing-percent=15'],
};

/** One specification a service, run from source by this very Node. The console stops last: it takes the others' spans. */
export const serviceSpecs = (wishes: StackWishes): ServiceSpec[] =>
  names.map((name) => ({
    name,
    command: process.execPath,
    args: [
      ...(nodeFlags[name] ?? []),
      '--import',
      join(wishes.root, 'libs/telemetry/src/register.ts'),
      join(wishes.root, 'apps', name, 'src/main.ts'),
    ],
    stopWave: name === 'console' ? 1 : 0,
    env: (at) => ({
      ...settingsOf(name, at, wishes),
      ROLLCALL_REPLICA: replicaOf(name, at.stateDir),
      ...wishes.extra?.[name],
      HOST: '127.0.0.1',
      OTEL_SERVICE_NAME: name,
      ROLLCALL_SERVICE_TOKEN: at.secrets.serviceToken,
      // The console would trace its own receiving of traces, for ever.
      ...(name === 'console' ? {} : { ROLLCALL_TRACES_URL: `${at.urls.console}/v1/traces` }),
    }),
  }));

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepSecrets } from '@rollcall/embedded';
import { freePort, until } from '@rollcall/testing';
import { inherited } from '../config.ts';
import { everyone, type Fault } from '../fault.ts';
import type { Site } from '../site.ts';

const HOUR = 3_600_000;
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const skewedClock = fileURLToPath(new URL('../skewed-clock.ts', import.meta.url));

/** Starts a replica beside the stack's; resolves when it is ready. */
const startReplica = async (
  site: Site,
  service: string,
  extra: Record<string, string> = {},
): Promise<ChildProcess> => {
  const secrets = await keepSecrets(join(site.stateDir, 'secrets.json'));
  // Where the stack has left its place free, the others look for it there.
  const left = site.without.includes(service);
  const port = left ? await site.portOf(service) : await freePort();
  const { gateway, retriever, 'model-proxy': proxy, console } = (await site.stack()).services;
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(root, 'libs/telemetry/src/register.ts'),
      ...(extra.FAULTS_CLOCK_OFFSET_MS === undefined ? [] : ['--import', skewedClock]),
      join(root, 'apps', service, 'src/main.ts'),
    ],
    {
      env: {
        ...inherited(),
        PORT: String(port),
        OTEL_SERVICE_NAME: service,
        ROLLCALL_SERVICE_TOKEN: secrets.serviceToken,
        ROLLCALL_VAULT_KEY: secrets.vaultKey,
        ROLLCALL_TRACES_URL: `${console?.url}/v1/traces`,
        RETRIEVER_URL: retriever?.url ?? gateway?.url ?? '',
        MODEL_PROXY_URL: proxy?.url ?? '',
        // The plan of one machine has a slot for the stack's own replica only.
        ROLLCALL_OVER_BUDGET: '1',
        DATABASE_URL: site.env.DATABASE_URL,
        QUEUE_URL: site.env.QUEUE_URL,
        QUEUE_PREFIX: site.env.QUEUE_PREFIX,
        ...extra,
      },
      stdio: ['ignore', 'ignore', 'ignore'],
    },
  );
  await until(`a second ${service} is ready`, () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return child;
};

const replicas: ChildProcess[] = [];
const stopReplicas = async (): Promise<void> => {
  for (const child of replicas.splice(0)) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    if (child.exitCode === null) await gone;
  }
};

export const replicaFaults: Fault[] = [
  {
    name: 'two-gateways',
    what: 'two gateways settle and sweep the same rows; one of them is killed',
    before: async (site) => {
      replicas.push(await startReplica(site, 'gateway'));
    },
    inject: async (site, run) => {
      await run.closed(10);
      await site.signal('gateway', 'SIGKILL');
    },
    undo: stopReplicas,
    expect: everyone,
  },
  {
    name: 'clocks-differ',
    what: 'the retriever’s clock is an hour ahead, the grounder’s an hour behind',
    without: ['retriever', 'grounder'],
    before: async (site) => {
      replicas.push(
        await startReplica(site, 'retriever', { FAULTS_CLOCK_OFFSET_MS: String(HOUR) }),
        await startReplica(site, 'grounder', { FAULTS_CLOCK_OFFSET_MS: String(-HOUR) }),
      );
    },
    undo: stopReplicas,
    expect: everyone,
  },
];

import { z } from 'zod';
import { askHealth } from './child-ready.ts';
import { SUPERUSER } from './cluster.ts';
import { acceptsConnections } from './postmaster.ts';
import { isAlive } from './process-identity.ts';
import { readStackFile, stackState } from './stack-file.ts';

export type ServiceStatus = {
  name: string;
  url: string;
  pid: number;
  logFile: string;
  /** The process runs. */
  running: boolean;
  /** `/livez` answers 200. */
  live: boolean;
  /** `/readyz` answers 200. */
  ready: boolean;
  /** What `/readyz` says of each dependency: `ok`, or a code of the catalogue. */
  checks: Record<string, string>;
};

export type StackStatus = {
  /** `down`: no stack was started, or nothing of it is left. `remnants`: its launcher was killed. */
  state: 'down' | 'up' | 'remnants';
  startedAt?: string;
  portBase?: number;
  postgres?: { pid: number; port: number; running: boolean; accepting: boolean };
  services: ServiceStatus[];
};

/** What runs of the stack of this state folder, each service asked for its health. Throws `stack.file_invalid`. */
export const stackStatus = async (options: { stateDir: string }): Promise<StackStatus> => {
  const file = await readStackFile(options.stateDir);
  const state = file === undefined ? 'stale' : stackState(file);
  if (file === undefined || state === 'stale') return { state: 'down', services: [] };
  const services = await Promise.all(
    Object.entries(file.services).map(async ([name, service]) => {
      const [livez, readyz] = await Promise.all([
        askHealth(`${service.url}/livez`),
        askHealth(`${service.url}/readyz`),
      ]);
      const { url, pid, logFile } = service;
      const running = isAlive(service);
      // An answer while the process is gone is another process's.
      const live = running && livez?.status === 200;
      const ready = running && readyz?.status === 200;
      return { name, url, pid, logFile, running, live, ready, checks: checksOf(readyz?.body) };
    }),
  );
  const { startedAt, portBase, postgres } = file;
  if (postgres === undefined) return { state, startedAt, portBase, services };
  const running = isAlive(postgres);
  const accepting = running && (await acceptsConnections(postgres.port, SUPERUSER));
  return {
    state,
    startedAt,
    portBase,
    postgres: { pid: postgres.pid, port: postgres.port, running, accepting },
    services,
  };
};

const readyBody = z.object({ checks: z.record(z.string(), z.string()) });

const checksOf = (body: string | undefined): Record<string, string> => {
  try {
    return readyBody.parse(JSON.parse(body ?? '')).checks;
  } catch {
    return {};
  }
};

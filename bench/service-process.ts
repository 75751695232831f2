import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ServiceName, serviceSpecs } from '../apps/benchmark/src/stack/services.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One of the services, as a process of its own. */
export type ServiceProcess = {
  pid: number;
  url: string;
  /** Resolves to the body of the answer. Throws where its status is not 200. */
  post(path: string, body: string): Promise<string>;
  /** The first sample of that name on `/metrics`; NaN where there is none. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
};

/** Calls a service over connections that are kept open. A call throws where the answer's status is not 200. */
export const createCaller = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const call = (method: string, path: string, body?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), {
        method,
        agent,
        headers: { 'content-type': 'application/json' },
      });
      sent.once('error', reject);
      sent.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        response.once('end', () =>
          response.statusCode === 200 ? resolve(text) : reject(new Error(`answered ${response.statusCode}`)),
        );
      });
      sent.end(body);
    });
  return { agent, call };
};

/** A service's arguments to Node, as a stack starts it. */
export const argumentsOf = (name: ServiceName): string[] => {
  const specs = serviceSpecs({ root, queuePrefix: '', model: {} });
  const spec = specs.find((each) => each.name === name);
  if (spec === undefined) throw new TypeError(`a stack has no ${name}`);
  return spec.args;
};

/**
 * Starts a service as a stack does, on a free port, with these settings besides the environment's, untraced. Throws
 * where it ends before it listens.
 */
export const startService = async (
  name: ServiceName,
  settings: Readonly<Record<string, string>>,
): Promise<ServiceProcess> => {
  const child = spawn(process.execPath, argumentsOf(name), {
    env: {
      ...process.env,
      PORT: '0',
      ROLLCALL_LOG_LEVEL: 'info',
      OTEL_SDK_DISABLED: 'true',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const started = /"url":"([^"]+)"/.exec(line)?.[1];
        if (started !== undefined) resolve(started);
      });
    }
  });
  const { agent, call } = createCaller(url);
  return {
    pid: child.pid as number,
    url,
    post: (path, body) => call('POST', path, body),
    metric: async (name) => {
      const page = await call('GET', '/metrics');
      return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, 'm').exec(page)?.[1] ?? Number.NaN);
    },
    stop: async () => {
      agent.destroy();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

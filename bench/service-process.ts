import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A service in a process of its own. */
export type ServiceProcess = {
  pid: number;
  /** The answer's text; throws for any status other than 200. */
  post(path: string, body: string): Promise<string>;
  /** A number of its `/metrics`. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
};

/** Starts a service's `main.ts` on a free port, without tracing. Throws where it ends before it listens. */
export const startServiceProcess = async (
  name: string,
  settings: Record<string, string>,
): Promise<ServiceProcess> => {
  const main = fileURLToPath(new URL(`../apps/${name}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', ROLLCALL_LOG_LEVEL: 'info', OTEL_SDK_DISABLED: 'true', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the ${name} ended with ${code}`)));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const started = /"url":"([^"]+)"/.exec(line)?.[1];
        if (started !== undefined) resolve(started);
      });
    }
  });
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
  return {
    pid: child.pid as number,
    post: (path, body) => call('POST', path, body),
    metric: async (metric) => {
      const page = await call('GET', '/metrics');
      return Number(
        new RegExp(`^${metric}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, 'm').exec(page)?.[1] ?? Number.NaN,
      );
    },
    stop: async () => {
      agent.destroy();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

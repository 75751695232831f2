import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Place } from '../servers.ts';
import type { BenchPassage } from './passages.ts';

const main = fileURLToPath(new URL('../../apps/retriever/src/main.ts', import.meta.url));

export const collection = 'bench';

export type Retriever = {
  pid: number;
  post(path: string, body: string): Promise<string>;
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
};

/** Starts a retriever as a process of its own, under its role, with the memory for snapshots that is given in MiB. */
export const startRetriever = async (
  place: Place & { retrieverUrl: string },
  memoryMiB: number,
): Promise<Retriever> => {
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: place.retrieverUrl,
      QUEUE_URL: place.queueUrl,
      QUEUE_PREFIX: place.prefix,
      SEARCH_MEMORY_MIB: String(memoryMiB),
      ROLLCALL_LOG_LEVEL: 'info',
      OTEL_SDK_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the retriever ended with ${code}`)));
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

/** Documents of one request. */
const atOnce = 1000;

/** Requests under way at once, as `rollcall ingest` has them. */
const requestsAtOnce = 2;

/** Sends passages as documents; returns how many seconds it took. */
export const ingest = async (retriever: Retriever, passages: readonly BenchPassage[]): Promise<number> => {
  const from = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < passages.length) {
      const some = passages.slice(next, next + atOnce);
      next += atOnce;
      const answer = JSON.parse(
        await retriever.post(
          `/v1/documents?collection=${collection}`,
          some.map((passage) => JSON.stringify(passage)).join('\n'),
        ),
      ) as { documents: number };
      if (answer.documents !== some.length) throw new Error('documents were not stored');
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, send));
  return (performance.now() - from) / 1000;
};

/** Asks for ten passages. */
export const ask = (retriever: Retriever, query: string): Promise<string> =>
  retriever.post('/v1/retrieve', JSON.stringify({ query, collection, k: 10 }));

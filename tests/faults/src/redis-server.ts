import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rollcall/testing';

export type RedisUnderFire = {
  url: string;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same files. */
  start(): Promise<void>;
  /** Stops it from answering, and lets it go on. */
  hang(): void;
  goOn(): void;
  /** One command; resolves with the server's reply as it stands on the wire. */
  send(...command: string[]): Promise<string>;
  remove(): Promise<void>;
};

/** A Redis that can be killed and comes back: AOF and `noeviction`, as in production. */
export const startRedisUnderFire = async (): Promise<RedisUnderFire> => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-faults-redis-'));
  const port = await freePort();
  const spawned = () =>
    spawn(
      'redis-server',
      // biome-ignore format: an option and its value a line
      [
        '--port', String(port),
        '--bind', '127.0.0.1',
        '--dir', dir,
        '--appendonly', 'yes',
        '--appendfsync', 'everysec',
        '--maxmemory-policy', 'noeviction',
        '--save', '',
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
  let server: ReturnType<typeof spawned> | undefined;

  const start = async (): Promise<void> => {
    const child = spawned();
    server = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('Ready to accept connections')) resolve();
      });
    });
  };
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      const child = server;
      server = undefined;
      if (child === undefined || child.exitCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGCONT');
      child.kill('SIGKILL');
    });

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    hang: () => void server?.kill('SIGSTOP'),
    goOn: () => void server?.kill('SIGCONT'),
    send: (...command) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => {
          const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
          socket.write(`*${command.length}\r\n${parts.join('')}`);
        });
        socket.once('error', reject);
        socket.once('data', (reply) => {
          socket.end();
          resolve(reply.toString('utf8'));
        });
      }),
    remove: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ProcessIdentity } from './process-identity.ts';

export type Guarded = ProcessIdentity & { kind: 'service' | 'postgres' };

export type GuardMessage = { guard: Guarded } | { release: number } | { folder: string } | { keep: string };

/**
 * Makes sure that nothing started in the foreground outlives this process, not even when it is killed:
 * a small process of its own holds the other end of a pipe, and stops what is still guarded when the
 * pipe closes. It is started with the first thing to guard and ends by itself with this process.
 */
export const guardProcess = (guarded: Guarded): void => send({ guard: guarded });

/** The process has ended, or may outlive this one. */
export const releaseProcess = (pid: number): void => send({ release: pid });

/** The folder is deleted if this process dies before `keepFolder`, after the guarded processes ended. */
export const guardFolder = (folder: string): void => send({ folder });

/** The folder is gone, or may stay. */
export const keepFolder = (folder: string): void => send({ keep: folder });

let guard: ChildProcessByStdio<Writable, null, null> | undefined;

const send = (message: GuardMessage): void => {
  guard ??= start();
  guard.stdin.write(`${JSON.stringify(message)}\n`);
};

const start = (): ChildProcessByStdio<Writable, null, null> => {
  // A session of its own: Ctrl-C in the terminal must not reach it.
  const child = spawn(process.execPath, [fileURLToPath(new URL('./guard-main.ts', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  // A guard that was killed guards nothing any more; that is no reason to bring down what it guarded.
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  child.unref();
  (child.stdin as Socket).unref();
  return child;
};

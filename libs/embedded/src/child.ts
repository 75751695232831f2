import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '@rollcall/failures';
import { guardProcess, releaseProcess } from './guard.ts';
import { errnoOf } from './private-file.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

export type ChildSpec = {
  name: string;
  command: string;
  args: string[];
  /** The whole environment of the child: nothing is inherited. */
  env: Record<string, string>;
  cwd: string;
  /** Takes what the child prints; mode 0600, appended to. */
  logFile: string;
  /** Answers 200 once the child can work. Left out: it counts as ready when it runs. */
  readyUrl?: string;
  /** Wave 0 is stopped first and all together, then wave 1, and so on; default 0. */
  stopWave?: number;
};

export type ChildEnd = { code: number | null; signal: NodeJS.Signals | null };

export type RunningChild = {
  identity: ProcessIdentity;
  /** Size of the log when the child was started, in bytes. */
  logStart: number;
  ended: Promise<ChildEnd>;
  hasEnded(): boolean;
};

/**
 * Starts one process in a session of its own, so that a Ctrl-C in the terminal reaches the parent alone and
 * the parent stops its children in order. Unless detached it does not outlive this process.
 * Throws `stack.service_failed` where the command cannot be run.
 */
export const startChild = async (spec: ChildSpec, detach: boolean): Promise<RunningChild> => {
  await mkdir(dirname(spec.logFile), { recursive: true, mode: 0o700 });
  const log = openSync(spec.logFile, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (child.pid === undefined) {
    const thrown = await new Promise<Error>((settle) => child.once('error', settle));
    throw new Failure('stack.service_failed', {
      details: { service: spec.name, reason: `cannot be run: ${errnoOf(thrown) ?? 'unknown'}` },
    });
  }
  const identity = identify(child.pid);
  if (detach) child.unref();
  else guardProcess({ ...identity, kind: 'service' });
  let over = false;
  const ended = new Promise<ChildEnd>((settle) => {
    child.once('exit', (code, signal) => {
      over = true;
      if (!detach) releaseProcess(identity.pid);
      settle({ code, signal });
    });
  });
  return { identity, logStart, ended, hasEnded: () => over };
};

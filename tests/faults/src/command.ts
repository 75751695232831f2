import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inherited } from './config.ts';

const main = fileURLToPath(new URL('../../../apps/benchmark/src/main.ts', import.meta.url));

export type Command = {
  child: ChildProcess;
  /** What it has said on its error stream so far. */
  said(): string;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
};

/** Starts `rollcall`, as a person does, in the environment given. */
export const startCommand = (args: string[], env: Record<string, string>): Command => {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, said: () => stderr, ended };
};

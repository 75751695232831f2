import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { claimPortBase } from '@rollcall/embedded';

const command = fileURLToPath(new URL('../apps/benchmark/src/main.ts', import.meta.url));

export type Ended = { code: number; stdout: string };

/** Runs `rollcall`; `onLine` gets what it says meanwhile. */
export const rollcall = (
  args: string[],
  env: Record<string, string>,
  onLine: (line: string) => void = () => {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    createInterface({ input: child.stderr }).on('line', onLine);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout }));
  });

/** Throws where the command ended with another status. */
export const demand = async (running: Promise<Ended>, codes: number[]): Promise<Ended> => {
  const ended = await running;
  if (!codes.includes(ended.code)) throw new Error(`rollcall ended with ${ended.code}`);
  return ended;
};

/** Away from the ports that a stack takes by itself: none that somebody has up is met. */
const firstPort = 17_400;
const ports = Array.from({ length: 8 }, (_, offset) => offset);

/** Starts a stack that stays up until `rollcall down` in the same environment. */
export const up = async (env: Record<string, string>): Promise<void> => {
  const { base } = await claimPortBase(ports, firstPort + 10 * Math.floor(Math.random() * 100));
  await demand(rollcall(['up', '--detach', '--json', '--port-base', String(base)], env), [0]);
};

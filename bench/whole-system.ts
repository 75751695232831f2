import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { choosePortBase, readStackFile } from '@rollcall/embedded';
import { z } from 'zod';
import { type Cpu, cpuBetween, cpuOf } from './cpu.ts';
import type { Measurement } from './measurement.ts';
import type { Place } from './servers.ts';

const command = fileURLToPath(new URL('../apps/benchmark/src/main.ts', import.meta.url));

/** Away from the ports that a stack takes by itself: none that somebody has up is met. */
const firstPort = 17_400;
const ports = Array.from({ length: 8 }, (_, offset) => offset);

const summary = z.object({
  documents: z.number(),
  answered: z.number(),
  abstained: z.number(),
  speed: z.object({ wallSeconds: z.number() }),
});

type Ended = { code: number; stdout: string };

/** Runs `rollcall`; `onLine` gets what it says meanwhile. */
const rollcall = (
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

/**
 * `rollcall run` on the casebook with the small model, on a stack of its own: the measured time is from the
 * first row's opening to the last one's close, as the run's own summary tells it.
 */
export const measureWholeSystem = async (place: Place, documents: number): Promise<Measurement> => {
  const stateDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const env = {
    ROLLCALL_STATE: stateDir,
    DATABASE_URL: place.databaseUrl,
    QUEUE_URL: place.queueUrl,
    QUEUE_PREFIX: place.prefix,
  };
  try {
    const base = await choosePortBase(ports, firstPort + 10 * Math.floor(Math.random() * 100));
    await demand(rollcall(['up', '--detach', '--json', '--port-base', String(base)], env), [0]);
    const stack = await readStackFile(stateDir);
    const pids = {
      ...place.servers,
      ...Object.fromEntries(Object.entries(stack?.services ?? {}).map(([name, { pid }]) => [name, pid])),
    };
    let before: Cpu | undefined;
    const { stdout } = await demand(
      rollcall(['run', '--json', '--limit', String(documents)], env, (line) => {
        // Ingesting ends and the run begins with this line.
        if (/Run [0-9a-f-]{36}:/.test(line)) before = cpuOf(pids);
      }),
      [0, 3],
    );
    const after = cpuOf(pids);
    const found = summary.parse(JSON.parse(stdout));
    return {
      backend: place.backend,
      system: 'whole',
      documents: found.documents,
      completed: found.answered + found.abstained,
      seconds: found.speed.wallSeconds,
      cpu: cpuBetween(before, after),
    };
  } finally {
    await rollcall(['down'], env);
    await rm(stateDir, { recursive: true, force: true });
  }
};

/** Throws where the command ended with another status. */
const demand = async (running: Promise<Ended>, codes: number[]): Promise<Ended> => {
  const ended = await running;
  if (!codes.includes(ended.code)) throw new Error(`rollcall ended with ${ended.code}`);
  return ended;
};

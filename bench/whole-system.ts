import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStackFile } from '@rollcall/embedded';
import { z } from 'zod';
import { type Cpu, cpuBetween, cpuOf } from './cpu.ts';
import type { Measurement } from './measurement.ts';
import { demand, rollcall, up } from './rollcall.ts';
import type { Place } from './servers.ts';
import type { Load } from './workload.ts';

const summary = z.object({
  documents: z.number(),
  answered: z.number(),
  abstained: z.number(),
  speed: z.object({ wallSeconds: z.number() }),
});

/**
 * `rollcall run` on the casebook with the small model, on a stack of its own: the measured time is from the
 * first row's opening to the last one's close, as the run's own summary tells it.
 */
export const measureWholeSystem = async (
  place: Place,
  { documents }: Pick<Load, 'documents'>,
): Promise<Measurement> => {
  const stateDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const env = {
    ROLLCALL_STATE: stateDir,
    DATABASE_URL: place.databaseUrl,
    QUEUE_URL: place.queueUrl,
    QUEUE_PREFIX: place.prefix,
  };
  try {
    await up(env);
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

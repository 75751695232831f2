import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Result } from './carry-out.ts';

const line = z.object({
  round: z.number(),
  fault: z.string(),
  backend: z.enum(['postgres', 'redis']),
  passed: z.boolean(),
  findings: z.array(z.string()),
  seconds: z.number(),
  answered: z.number(),
  codes: z.record(z.string(), z.number()),
  callsPerAnswer: z.number().nullable(),
});

export type Recorded = z.infer<typeof line>;

/** What a loop has done so far: one line of JSON a fault and round, written as soon as it is known. */
export const openProgress = (file: string, resume: boolean) => {
  mkdirSync(dirname(file), { recursive: true });
  if (!resume) rmSync(file, { force: true });
  const recorded = read(file);
  return {
    all: (): Recorded[] => recorded,
    /** True for what an earlier start of this loop has done, whatever came of it. */
    has: (round: number, result: Pick<Result, 'fault' | 'backend'>): boolean =>
      recorded.some(
        (each) => each.round === round && each.fault === result.fault && each.backend === result.backend,
      ),
    record: (round: number, result: Result): void => {
      const entry = { round, ...result };
      recorded.push(entry);
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
  };
};

const read = (file: string): Recorded[] => {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => line.parse(JSON.parse(text)));
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return [];
    throw thrown;
  }
};

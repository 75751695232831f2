import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Latencies } from './latencies.ts';

/** What a load process is told: whom to ask what, and at which pace. */
export type Load = {
  url: string;
  path: string;
  /** Sent in turns. */
  bodies: readonly string[];
  /** What each of the bodies should be answered by; the others are counted. */
  expected?: readonly string[];
  seconds: number;
} & ({ perSecond: number } | { clients: number });

/** What its callers saw, the answers that were not the expected ones, and the processor time that the asking took. */
export type LoadFigures = Latencies & { changed: number; processorSeconds: number };

/**
 * Asks from a process of its own: one that holds a hundred thousand passages would take the pauses of its own garbage
 * collection for the service's.
 */
export const askFromOutside = (load: Load): Promise<LoadFigures> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('load-main.ts', import.meta.url)));
    child.once('message', (figures) => resolve(figures as LoadFigures));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load process ended with ${code}`)));
    child.send(load);
  });

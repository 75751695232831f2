import { parentPort } from 'node:worker_threads';
import { findInPart, type Sought } from '../analyze.ts';
import type { Finding } from '../recognizers/recognizer.ts';

// The thread in which parts of long texts are looked at. An error ends it: who waits looks for himself then.

export type ToWorker = { id: number; text: string; sought: Sought };
export type FromWorker = { id: number; found: Finding[] };

parentPort!.on('message', ({ id, text, sought }: ToWorker) => {
  parentPort!.postMessage({ id, found: findInPart(text, sought) } satisfies FromWorker);
});

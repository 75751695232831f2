import { parentPort } from 'node:worker_threads';
import { findInPart, type Sought } from '../analyze.ts';
import { type PackedFindings, packFindings } from './packed-findings.ts';
import { partsOf, takeParts } from './parts.ts';

// The thread in which parts of long texts are looked at. An error ends it: who waits looks for himself then.

export type ToWorker = { id: number; text: string; sought: Sought; taken: SharedArrayBuffer };
/** What one part has, by its number; without one: none of the text's parts is left to take. */
export type FromWorker = { id: number; part?: { at: number; found: PackedFindings } };

const answer = (message: FromWorker): void => {
  parentPort!.postMessage(message, message.part === undefined ? [] : [message.part.found.numbers.buffer]);
};

parentPort!.on('message', ({ id, text, sought, taken }: ToWorker) => {
  for (const [at, part] of takeParts(partsOf(text), taken)) {
    answer({ id, part: { at, found: packFindings(findInPart(text, part, sought)) } });
  }
  answer({ id });
});

import { setImmediate } from 'node:timers/promises';
import { failureFields, type Log } from '@rollcall/telemetry';
import { findInPart, type Sought } from '../analyze.ts';
import type { Finding } from '../recognizers/recognizer.ts';
import { PartThread } from './part-thread.ts';
import { partsOf, takeParts } from './parts.ts';

/** Who looks at long texts. */
export type LongTexts = {
  /** What stands in a text by itself. Others are let in between its parts. */
  find(text: string, sought: Sought): Promise<Finding[]>;
  /** Ends the threads. */
  close(): void;
};

export type LongTextsOptions = {
  /** Threads besides this one; none are there until the first long text. */
  threads: number;
  /** A thread that had nothing to do for so long ends. Default ten minutes. */
  idleMs?: number;
  log: Log;
};

const MINUTE = 60_000;

/**
 * This thread and the others take the parts of a text one after the other. A thread that has to be started first is late,
 * and there is less left for it, or nothing; what it fails at is looked at here.
 */
export const openLongTexts = ({ threads, idleMs = 10 * MINUTE, log }: LongTextsOptions): LongTexts => {
  const others: (PartThread | undefined)[] = Array.from({ length: threads });
  const running = (number: number): PartThread => {
    const known = others[number];
    if (known !== undefined && !known.hasEnded) return known;
    const started = new PartThread(idleMs);
    others[number] = started;
    return started;
  };

  const find: LongTexts['find'] = async (text, sought) => {
    const parts = partsOf(text);
    const taken = new SharedArrayBuffer(4);
    const found = new Map<number, Finding[]>();
    const complete = Promise.withResolvers<void>();
    const keep = (at: number, findings: Finding[]): void => {
      found.set(at, findings);
      if (found.size === parts.length) complete.resolve();
    };
    const helping = Array.from(others.keys(), (number) =>
      running(number)
        .help({ text, sought, taken }, keep)
        .catch((thrown) => {
          log.warn('a thread failed at parts of a long text', failureFields(thrown));
        }),
    );
    for (const [at, part] of takeParts(parts, taken)) {
      keep(at, findInPart(text, part, sought));
      await setImmediate();
    }
    // Who helps with nothing any more, or is not even there yet, is not waited for.
    await Promise.race([complete.promise, Promise.all(helping)]);
    for (const [at, part] of parts.entries()) {
      if (found.has(at)) continue;
      keep(at, findInPart(text, part, sought));
      await setImmediate();
    }
    return parts.flatMap((_, at) => found.get(at)!);
  };

  return {
    find,
    close: () => {
      for (const thread of others) thread?.end();
    },
  };
};

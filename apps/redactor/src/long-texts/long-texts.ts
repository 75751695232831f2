import { setImmediate } from 'node:timers/promises';
import { failureFields, type Log } from '@rollcall/telemetry';
import { findInPart, type Sought } from '../analyze.ts';
import type { Finding } from '../recognizers/recognizer.ts';
import { PartThread } from './part-thread.ts';
import { joinParts, partsOf } from './parts.ts';

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
 * and there is less left for it; what it fails at is looked at here.
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
    const found: Finding[][] = [];
    const left = parts.entries();
    const there = async (number: number): Promise<void> => {
      for (const [at, { start, end }] of left) {
        const part = text.slice(start, end);
        found[at] = await running(number)
          .look(part, sought)
          .catch((thrown) => {
            log.warn('a part of a long text was not looked at elsewhere', failureFields(thrown));
            return findInPart(part, sought);
          });
      }
    };
    const here = async (): Promise<void> => {
      for (const [at, { start, end }] of left) {
        found[at] = findInPart(text.slice(start, end), sought);
        await setImmediate();
      }
    };
    await Promise.all([...Array.from(others.keys(), there), here()]);
    return joinParts(parts, found);
  };

  return {
    find,
    close: () => {
      for (const thread of others) thread?.end();
    },
  };
};

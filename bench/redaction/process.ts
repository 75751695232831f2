import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Range } from './peers.ts';
import type { SubjectName } from './subjects.ts';
import type { Answer, Question } from './worker.ts';

const SECOND = 1000;
const worker = fileURLToPath(new URL('worker.ts', import.meta.url));

/** A redactor in a process of its own. */
export type RedactionProcess = {
  find(texts: readonly string[]): Promise<Range[][]>;
  /** Bytes of text, and the processor seconds that they took; at least so many. */
  throughput(texts: readonly string[], cpuSeconds: number): Promise<{ bytes: number; cpuSeconds: number }>;
  /** Milliseconds of each text from when it was due, sent at a steady rate whatever is still under way. */
  latencies(texts: readonly string[], perSecond: number): Promise<number[]>;
  /** Most resident memory until now. */
  memory(): Promise<number>;
  stop(): void;
};

/** Starts and loads it. Throws where the process ends unasked. */
export const startRedaction = async (name: SubjectName): Promise<RedactionProcess> => {
  const child = fork(worker, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ask = async <K extends Answer['kind']>(question: Question & { kind: K }) => {
    child.send(question);
    return (await nextAnswer(child)) as Extract<Answer, { kind: K }>;
  };
  await ask({ kind: 'load', name });
  return {
    find: async (texts) => (await ask({ kind: 'find', texts: [...texts] })).found,
    throughput: (texts, cpuSeconds) => ask({ kind: 'throughput', texts: [...texts], cpuSeconds }),
    latencies: (texts, perSecond) => fireAt(child, texts, perSecond),
    memory: async () => (await ask({ kind: 'memory' })).mostBytes,
    stop: () => void child.kill(),
  };
};

const nextAnswer = async (child: ChildProcess): Promise<Answer> => {
  const ended = new AbortController();
  const answered = once(child, 'message', { signal: ended.signal });
  const died = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('the process of a redactor has ended');
  });
  try {
    const [answer] = (await Promise.race([answered, died])) as [Answer];
    return answer;
  } finally {
    // Whichever lost the race is given up; its rejection is nobody's any more.
    answered.catch(() => undefined);
    died.catch(() => undefined);
    ended.abort();
  }
};

/**
 * An open loop: each text is sent when it is due, not when the one before is answered, and its time begins then. A
 * redactor that falls behind shows it.
 */
const fireAt = async (
  child: ChildProcess,
  texts: readonly string[],
  perSecond: number,
): Promise<number[]> => {
  const started = performance.now();
  const due = (id: number): number => started + (id * SECOND) / perSecond;
  const latencies: number[] = [];
  const done = new Promise<void>((resolve, reject) => {
    child.on('message', (answer: Answer) => {
      if (answer.kind !== 'one') return;
      latencies.push(performance.now() - due(answer.id));
      if (latencies.length === texts.length) resolve();
    });
    child.once('exit', () => reject(new Error('the process of a redactor has ended')));
  });
  for (const [id, text] of texts.entries()) {
    await sleep(Math.max(0, due(id) - performance.now()));
    child.send({ kind: 'one', id, text } satisfies Question);
  }
  await done;
  child.removeAllListeners('message');
  child.removeAllListeners('exit');
  return latencies;
};

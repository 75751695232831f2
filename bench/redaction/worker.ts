import type { Find, Range } from './peers.ts';
import { loadSubject, type SubjectName } from './subjects.ts';

/** What the bench asks of a worker, one after the other but for `one`. */
export type Question =
  | { kind: 'load'; name: SubjectName }
  | { kind: 'find'; texts: string[] }
  | { kind: 'one'; id: number; text: string }
  | { kind: 'throughput'; texts: string[]; cpuSeconds: number }
  | { kind: 'memory' };

export type Answer =
  | { kind: 'load' }
  | { kind: 'find'; found: Range[][] }
  | { kind: 'one'; id: number }
  | { kind: 'throughput'; bytes: number; cpuSeconds: number }
  | { kind: 'memory'; mostBytes: number };

const KIB = 1024;
const microseconds = 1e6;

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / microseconds;
};

/** Goes over the texts until so much processor time is used; all threads count, the compiler's too. */
const measureThroughput = async (find: Find, texts: readonly string[], least: number): Promise<Answer> => {
  const before = cpuSeconds();
  let bytes = 0;
  for (let at = 0; cpuSeconds() - before < least; at += 1) {
    const text = texts[at % texts.length]!;
    await find(text);
    bytes += Buffer.byteLength(text);
  }
  return { kind: 'throughput', bytes, cpuSeconds: cpuSeconds() - before };
};

let find: Find = () => {
  throw new TypeError('nothing is loaded');
};

const answer = async (question: Question): Promise<Answer> => {
  switch (question.kind) {
    case 'load':
      find = await loadSubject(question.name);
      return { kind: 'load' };
    case 'find': {
      const found: Range[][] = [];
      for (const text of question.texts) found.push(await find(text));
      return { kind: 'find', found };
    }
    case 'one':
      await find(question.text);
      return { kind: 'one', id: question.id };
    case 'throughput':
      return measureThroughput(find, question.texts, question.cpuSeconds);
    case 'memory':
      return { kind: 'memory', mostBytes: process.resourceUsage().maxRSS * KIB };
  }
};

process.on('message', async (question: Question) => {
  process.send?.(await answer(question));
});

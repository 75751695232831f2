import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bareHops, openBareQueues } from './bare-queue.ts';
import { cpuBetween, cpuOf } from './cpu.ts';
import type { Measurement } from './measurement.ts';
import type { Place } from './servers.ts';
import { addAll, ballast, concurrency, type Load, patienceMs, within } from './workload.ts';

const script = fileURLToPath(new URL('./bare-hop.ts', import.meta.url));

const startHop = (hop: number, place: Place): ChildProcess =>
  fork(script, {
    env: {
      ...process.env,
      BENCH_QUEUE_URL: place.queueUrl,
      BENCH_QUEUE_PREFIX: place.prefix,
      BENCH_HOP: String(hop),
      BENCH_CONCURRENCY: String(concurrency),
    },
  });

/** Resolves when the hop's process takes jobs. */
const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the process of a bare hop ended with ${code}`)));
    child.once('message', () => resolve());
  });

const stopHop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    if (child.connected) child.disconnect();
  });

/** Documents through six queues, one process a hop, nothing but BullMQ: what any pipeline on it has to pay. */
export const measureBareChain = async (place: Place, { documents, warmUp }: Load): Promise<Measurement> => {
  const children: ChildProcess[] = [];
  const queues = openBareQueues({ url: place.queueUrl, prefix: place.prefix, concurrency });
  try {
    for (let hop = 0; hop < bareHops; hop++) children.push(startHop(hop, place));
    await Promise.all(children.map(ready));
    /** Sends so many documents and resolves to how many came out. */
    const pass = async (count: number): Promise<number> => {
      if (count === 0) return 0;
      const ids = Array.from({ length: count }, () => randomUUID());
      const out = new Set<string>();
      const all = Promise.withResolvers<void>();
      const onDone = (message: { done: string }) => {
        out.add(message.done);
        if (out.size === count) all.resolve();
      };
      children.at(-1)?.on('message', onDone);
      await addAll(ids, (id) => queues.add(0, id, { text: ballast() }));
      await within(all.promise, patienceMs);
      children.at(-1)?.off('message', onDone);
      return out.size;
    };

    const pids = { ...place.servers, ...pidsOf(children) };
    await queues.ready(0);
    await pass(warmUp);
    const cpu = cpuOf(pids);
    const started = performance.now();
    const completed = await pass(documents);
    return {
      backend: place.backend,
      system: 'bare',
      documents,
      completed,
      seconds: (performance.now() - started) / 1000,
      cpu: cpuBetween(cpu, cpuOf(pids)),
    };
  } finally {
    await Promise.all(children.map(stopHop));
    await queues.close();
  }
};

const pidsOf = (children: ChildProcess[]): Record<string, number> =>
  Object.fromEntries(children.map((child, hop) => [`hop ${hop}`, child.pid ?? 0]));

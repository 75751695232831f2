import type { Queryable } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { readConnections, readStormRows, type StormRows } from './postgres-figures.ts';
import type { Sample } from './sample.ts';
import { type ServiceFigures, serviceFigures } from './service-figures.ts';

/** Time between the beginnings of two looks, and the longest that a service may take to show its figures. */
const lookEveryMs = 250;
const answerMs = 2000;
/** The queue is asked in every fourth look only: counting jobs costs Postgres the more, the more it keeps. */
const queueEvery = 4;

export type Watched = {
  /** Connections of the storm's own: the services' pools must not be needed to watch them. */
  ledger: Queryable;
  /** The lookup's own server, in a rehearsal of the incident; asked as a superuser, for it may be full. */
  lookup: Queryable | undefined;
  queue: Queue;
  rows: StormRows;
  /** Address of each service. */
  services: Record<string, string>;
};

export type Watcher = {
  samples: Sample[];
  /** One look now; joins the samples. */
  look(): Promise<Sample>;
  /** Looks until stopped; the answer waits for the look under way. */
  start(onSample: (sample: Sample) => void): () => Promise<void>;
};

/** What a service shows now; undefined where it does not answer in time: that is a gap, no failure of the storm. */
export const askService = async (service: string, url: string): Promise<ServiceFigures | undefined> => {
  try {
    const response = await fetch(new URL('/metrics', url), { signal: AbortSignal.timeout(answerMs) });
    return response.ok ? serviceFigures(service, await response.text()) : undefined;
  } catch {
    return undefined;
  }
};

/** Watches the whole system from outside. `beganAt` is the storm's first moment, by `performance.now()`. */
export const createWatcher = (watched: Watched, beganAt: number): Watcher => {
  const samples: Sample[] = [];
  const names = new Set(Object.keys(watched.services));
  let looks = 0;
  let jobs: Record<string, number> = {};

  const queueDepth = async (): Promise<Record<string, number>> => {
    if (looks % queueEvery === 0) {
      const counts = await watched.queue.counts();
      jobs = Object.fromEntries(
        Object.entries(counts).map(([hop, { waiting, active, delayed }]) => [
          hop,
          waiting + active + delayed,
        ]),
      );
    }
    return jobs;
  };

  const look = async (): Promise<Sample> => {
    const atMs = Math.max(0, Math.round(performance.now() - beganAt));
    const [rows, ledger, lookup, queue, figures] = await Promise.all([
      readStormRows(watched.ledger, watched.rows),
      readConnections(watched.ledger, names),
      watched.lookup && readConnections(watched.lookup, names),
      queueDepth(),
      Promise.all(
        Object.entries(watched.services).map(
          async ([name, url]) => [name, await askService(name, url)] as const,
        ),
      ),
    ]);
    looks += 1;
    const sample = {
      atMs,
      ...rows,
      connections: { ...ledger.pools, ...lookup?.pools },
      servers: { ledger: ledger.all, ...(lookup && { lookup: lookup.all }) },
      queue,
      ...merged(figures),
    };
    samples.push(sample);
    return sample;
  };

  const start = (onSample: (sample: Sample) => void) => {
    const over = new AbortController();
    const loop = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const next = performance.now() + lookEveryMs;
        // A look that fails (the database is away) is a gap in the curves; the rows are counted at the end.
        const sample = await look().catch(() => undefined);
        if (sample) onSample(sample);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
      }
    };
    const looping = loop();
    return async () => {
      over.abort();
      await looping;
    };
  };
  return { samples, look, start };
};

/** All services' figures as one sample has them. */
const merged = (
  figures: (readonly [string, ServiceFigures | undefined])[],
): Pick<Sample, 'waiting' | 'borrowed' | 'memory' | 'startedAt' | 'leaks'> => {
  const of = <T>(pick: (each: ServiceFigures) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      figures.flatMap(([name, each]) => {
        const value = each && pick(each);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  const seen = figures.flatMap(([, each]) => (each ? [each] : []));
  return {
    waiting: Object.assign({}, ...seen.map((each) => each.waiting)),
    borrowed: Object.assign({}, ...seen.map((each) => each.borrowed)),
    memory: of((each) => each.memoryBytes),
    startedAt: of((each) => each.startedAtMs),
    leaks: seen.flatMap((each) => each.leaks),
  };
};

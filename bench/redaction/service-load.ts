import { randomBytes } from 'node:crypto';
import { cpuBetween, cpuOf } from '../cpu.ts';
import { type Latencies, openLoop } from '../latencies.ts';
import { median } from '../measurement.ts';
import { residentMemory } from '../resident-memory.ts';
import { startServers } from '../servers.ts';
import { type ServiceProcess, startService } from '../service-process.ts';
import { twoKilobytes } from './load-texts.ts';

const MIB = 1024 * 1024;
const SECOND = 1000;

/** Between two looks at the memory while the load is on. */
const lookEveryMs = 250;

/** One round of the steady load. */
export type ServiceRound = { latencies: Latencies; cpuMsPerRequest: number | null; mostBytes: number | null };

/** The redactor's own service under a steady load; medians over the rounds. */
export type ServiceFigures = {
  perSecond: number;
  rounds: number;
  answers: number;
  failed: number;
  /** Milliseconds from when a request was due, over HTTP. */
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** Processor time of one request in the service, all its threads; null where the system does not tell. */
  cpuMsPerRequest: number | null;
  /** Resident memory: after the warm-up, the most that a look during the load saw, a moment after it. */
  memoryMiB: Record<'warm' | 'load' | 'end', number | null>;
};

export type ServiceLoad = { perSecond: number; seconds: number; rounds: number };

/**
 * Starts the redactor as it runs in a stack, with a Postgres and as a process of its own, warms it up with one round
 * that is not counted, and asks `POST /analyze` for all types, in an open loop.
 */
export const measureService = async (
  texts: readonly string[],
  load: ServiceLoad,
  note: (text: string) => void,
): Promise<ServiceFigures> => {
  note('starting the service');
  const servers = await startServers(['postgres']);
  try {
    const place = await servers.place('postgres');
    try {
      const service = await startService('redactor', {
        DATABASE_URL: place.databaseUrl,
        QUEUE_URL: place.queueUrl,
        QUEUE_PREFIX: place.prefix,
        ROLLCALL_VAULT_KEY: `bench:${randomBytes(32).toString('base64')}`,
      });
      try {
        return await measureRounds(service, bodiesOf(texts, load), load, note);
      } finally {
        await service.stop();
      }
    } finally {
      await place.leave();
    }
  } finally {
    await servers.stop();
  }
};

const bodiesOf = (texts: readonly string[], { perSecond, seconds }: ServiceLoad): string[] =>
  twoKilobytes(texts, perSecond * seconds).map((text) => JSON.stringify({ text, language: 'en' }));

const measureRounds = async (
  service: ServiceProcess,
  bodies: readonly string[],
  load: ServiceLoad,
  note: (text: string) => void,
): Promise<ServiceFigures> => {
  const ask = (index: number): Promise<string> => service.post('/analyze', bodies[index % bodies.length]!);
  note('service: warm-up');
  await openLoop(ask, load);
  await pause(SECOND);
  const warm = residentMemory(service.pid);
  const rounds: ServiceRound[] = [];
  for (let round = 1; round <= load.rounds; round += 1) {
    note(`service: round ${round} of ${load.rounds}`);
    rounds.push(await measureRound(service, ask, load));
  }
  await pause(2 * SECOND);
  return serviceFigures(load.perSecond, rounds, { warm, end: residentMemory(service.pid) });
};

const measureRound = async (
  { pid }: ServiceProcess,
  ask: (index: number) => Promise<string>,
  load: ServiceLoad,
): Promise<ServiceRound> => {
  let mostBytes: number | null = null;
  const looking = setInterval(() => {
    const bytes = residentMemory(pid);
    if (bytes !== undefined) mostBytes = Math.max(mostBytes ?? 0, bytes);
  }, lookEveryMs);
  const before = cpuOf({ redactor: pid });
  try {
    const latencies = await openLoop(ask, load);
    const cpu = cpuBetween(before, cpuOf({ redactor: pid }))?.redactor;
    const asked = latencies.answers + latencies.failed;
    return { latencies, cpuMsPerRequest: cpu === undefined ? null : (cpu * SECOND) / asked, mostBytes };
  } finally {
    clearInterval(looking);
  }
};

/** Medians over rounds, of which there is at least one; memory is the most of all rounds. */
export const serviceFigures = (
  perSecond: number,
  rounds: readonly ServiceRound[],
  memory: { warm: number | undefined; end: number | undefined },
): ServiceFigures => {
  const of = (read: (latencies: Latencies) => number): number[] =>
    rounds.map(({ latencies }) => read(latencies));
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const cpu = rounds.map(({ cpuMsPerRequest }) => cpuMsPerRequest).filter((value) => value !== null);
  const looks = rounds.map(({ mostBytes }) => mostBytes).filter((bytes) => bytes !== null);
  const mebibytes = (bytes: number | undefined): number | null => (bytes === undefined ? null : bytes / MIB);
  return {
    perSecond,
    rounds: rounds.length,
    answers: sum(of(({ answers }) => answers)),
    failed: sum(of(({ failed }) => failed)),
    p50Ms: median(of(({ p50 }) => p50)),
    p95Ms: median(of(({ p95 }) => p95)),
    p99Ms: median(of(({ p99 }) => p99)),
    cpuMsPerRequest: cpu.length === 0 ? null : median(cpu),
    memoryMiB: {
      warm: mebibytes(memory.warm),
      load: mebibytes(looks.length === 0 ? undefined : Math.max(...looks)),
      end: mebibytes(memory.end),
    },
  };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

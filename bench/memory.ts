import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readStackFile } from '@rollcall/embedded';
import { z } from 'zod';
import { collectedHeap } from './collected-heap.ts';
import { figureOf, renderMemory, type Sample } from './memory-figures.ts';
import { demand, rollcall, up } from './rollcall.ts';
import { startServers } from './servers.ts';

// `npm run bench:memory`: the casebook through one stack again and again; every few passes, what each service holds
// after a full collection. Memory that is kept for each document shows as a slope.

process.env.ROLLCALL_LOG_LEVEL ??= 'error';

const usage = `Usage: npm run bench:memory -- [options]

  --documents <n>  documents in all (20000), 10000 or more
  --queue <name>   redis or postgres (redis where there is a redis-server)
  --json           print the samples, too, as JSON
`;

const MiB = 1024 * 1024;

/** Documents of one pass: the casebook has as many. */
const pass = 400;

/** Passes between two looks. */
const passesBetween = 5;

/** A look in each fifth of the way. */
const fewest = 5 * passesBetween * pass;

const summary = z.object({ documents: z.number(), answered: z.number(), abstained: z.number() });

/** One number of a `/metrics` page. */
const metric = (page: string, name: string): number =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, 'm').exec(page)?.[1] ?? Number.NaN);

const lookAt = async ({ url, pid }: { url: string; pid: number }): Promise<Omit<Sample, 'documents'>> => {
  const page = await (await fetch(new URL('/metrics', url))).text();
  return {
    rssMiB: metric(page, 'process_resident_memory_bytes') / MiB,
    heapMiB: (await collectedHeap(pid)) / MiB,
  };
};

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '20000' },
    queue: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const wanted = Number(values.documents);
if (values.help || !(wanted >= fewest) || !['redis', 'postgres', undefined].includes(values.queue)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}

const servers = await startServers(['redis', 'postgres']);
const place = await servers.place(
  values.queue === 'postgres' || (values.queue === undefined && !servers.hasRedis) ? 'postgres' : 'redis',
);
const stateDir = await mkdtemp(join(tmpdir(), 'rollcall-memory-'));
const env = {
  ROLLCALL_STATE: stateDir,
  DATABASE_URL: place.databaseUrl,
  QUEUE_URL: place.queueUrl,
  QUEUE_PREFIX: place.prefix,
};
try {
  await up(env);
  const services = Object.entries((await readStackFile(stateDir))?.services ?? {});
  const samples = new Map<string, Sample[]>(services.map(([name]) => [name, []]));
  let called = 0;
  let closed = 0;
  for (let passes = 1; called < wanted; passes += 1) {
    const limit = Math.min(pass, wanted - called);
    const { stdout } = await demand(rollcall(['run', '--json', '--limit', String(limit)], env), [0, 3]);
    const found = summary.parse(JSON.parse(stdout));
    called += found.documents;
    closed += found.answered + found.abstained;
    if (passes % passesBetween === 0) {
      for (const [name, service] of services) {
        samples.get(name)?.push({ documents: called, ...(await lookAt(service)) });
      }
    }
    process.stderr.write(`${called} of ${wanted} documents called, ${closed} answered or abstained\n`);
  }
  const figures = [...samples].map(([name, mine]) => figureOf(name, mine));
  if (values.json) {
    const result = {
      documents: called,
      closed,
      queue: place.backend,
      figures,
      samples: Object.fromEntries(samples),
    };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    process.stdout.write(`${called} documents, queue on ${place.backend}; MiB\n${renderMemory(figures)}\n`);
  }
  if (closed < called) process.exitCode = 1;
} finally {
  await rollcall(['down'], env);
  await place.leave();
  await servers.stop();
  await rm(stateDir, { recursive: true, force: true });
}

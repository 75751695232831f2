import { parseArgs } from 'node:util';
import pg from 'pg';
import { cpuBetween, cpuOf } from '../cpu.ts';
import { closedLoop } from '../latencies.ts';
import { askFromOutside } from '../load.ts';
import { installPeers } from '../peers/install.ts';
import { type Place, startServers } from '../servers.ts';
import type { ServiceProcess } from '../service-process.ts';
import { asRetriever } from './as-retriever.ts';
import type { SearchFigures } from './figures.ts';
import { measureLookups } from './lookup-rate.ts';
import { openMiniSearch } from './minisearch.ts';
import { type BenchPassage, createProse } from './passages.ts';
import { openPostgresFts } from './postgres-fts.ts';
import { bodyOf, collection, ingest, retrievePath, startRetriever } from './retriever.ts';
import { renderSearch } from './table.ts';

// `npm run bench:search`: the retriever over its HTTP, in memory and in Postgres, beside Postgres' own search
// and MiniSearch, with the same passages and questions in one run.

process.env.ROLLCALL_LOG_LEVEL ??= 'error';

const usage = `Usage: npm run bench:search -- [options]

  --passages <n>  generated passages (100000)
  --seconds <n>   of each measurement (15)
  --without <l>   of fts, minisearch, sql, lookups; with commas between
  --json          print the result as JSON
`;

type Options = { passages: number; seconds: number; without: string[]; json: boolean };

const readOptions = (): Options | 'help' => {
  const { values } = parseArgs({
    options: {
      passages: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '15' },
      without: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [passages, seconds] = [Number(values.passages), Number(values.seconds)];
  if (values.help || !(passages >= 100) || !(seconds > 0)) return 'help';
  return { passages, seconds, without: values.without.split(','), json: values.json };
};

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Different questions, asked one after the other in turns. */
const questions = 2000;

const run = async (options: Options): Promise<SearchFigures> => {
  const prose = createProse(1);
  const passages = Array.from({ length: options.passages }, (_, index) => prose.passage(`p${index}`));
  const asked = Array.from({ length: questions }, (_, index) =>
    prose.question(passages[(index * 7919) % passages.length] as BenchPassage),
  );
  const servers = await startServers(['postgres']);
  try {
    const place = await servers.place('postgres');
    try {
      const retrieverUrl = await asRetriever(place.databaseUrl);
      return await measure({ ...place, retrieverUrl }, passages, asked, options);
    } finally {
      await place.leave();
    }
  } finally {
    await servers.stop();
  }
};

const measure = async (
  place: Place & { retrieverUrl: string },
  passages: readonly BenchPassage[],
  asked: readonly string[],
  options: Options,
): Promise<SearchFigures> => {
  const { seconds, without } = options;
  const question = (index: number): string => asked[index % asked.length] as string;
  const ways: SearchFigures['ways'] = [];
  const memory = await startRetriever(place, 2048);
  const ingestSeconds = await ingest(memory, passages);
  note(`ingested ${(passages.length / ingestSeconds).toFixed(0)} passages/s`);
  const index = await settle(place);
  await memory.stop();

  const fresh = await startRetriever(place, 2048);
  const snapshot = await loadSnapshot(fresh, question(0));
  const load = { path: retrievePath, bodies: asked.map(bodyOf) };
  await askFromOutside({ ...load, url: fresh.url, clients: 4, seconds: Math.min(5, seconds) });
  const open = await askFromOutside({ ...load, url: fresh.url, perSecond: 200, seconds });
  note(`in memory, open loop: p50 ${open.p50.toFixed(1)} ms, p99 ${open.p99.toFixed(1)} ms`);
  const pids = { retriever: fresh.pid, ...place.servers };
  const before = cpuOf(pids);
  const closed = await askFromOutside({ ...load, url: fresh.url, clients: 16, seconds });
  const used = cpuBetween(before, cpuOf(pids));
  const cpu = used && { ...used, enqueuer: closed.processorSeconds };
  ways.push({ name: 'retriever, in memory', open, closed, ...(cpu && { cpu }) });
  await fresh.stop();

  if (!without.includes('sql')) {
    const sql = await startRetriever(place, 0);
    const closed = await askFromOutside({ ...load, url: sql.url, clients: 2, seconds });
    ways.push({ name: 'retriever, in Postgres (2 clients)', closed });
    await sql.stop();
  }
  if (!without.includes('fts')) {
    const fts = await openPostgresFts(place.databaseUrl, passages);
    const closed = await closedLoop((at) => fts.ask(question(at)), { clients: 2, seconds });
    ways.push({ name: 'Postgres, ts_rank and GIN (2 clients)', closed });
    await fts.close();
  }
  if (!without.includes('minisearch')) {
    const mini = await openMiniSearch(passages);
    const closed = await closedLoop((at) => mini.ask(question(at)), { clients: 1, seconds });
    ways.push({ name: `MiniSearch, in process (indexed in ${mini.seconds.toFixed(0)} s)`, closed });
  }
  const lookups = without.includes('lookups')
    ? undefined
    : await measureLookups(await looked(place, passages.length), {
        // Many short turns: what else the machine does meanwhile then meets both.
        seconds: Math.max(0.5, seconds / 20),
        rounds: 30,
      });
  return {
    passages: passages.length,
    ingest: { perSecond: passages.length / ingestSeconds },
    index,
    snapshot,
    ways,
    ...(lookups && { lookups }),
  };
};

/** Waits until the segments are merged, and tells what the index takes. */
const settle = async (place: Place): Promise<SearchFigures['index']> => {
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  try {
    let before = -1;
    for (;;) {
      const { rows } = await client.query<{ segments: number; postings: number }>(
        'SELECT count(*)::int AS segments, sum(postings)::float8 AS postings FROM rollcall.segments',
      );
      const { segments = 0, postings = 0 } = rows[0] ?? {};
      if (segments === before) {
        await client.query('VACUUM FULL ANALYZE rollcall.posting_blocks, rollcall.segments');
        await client.query('VACUUM ANALYZE');
        const size = await client.query<{ bytes: number }>(
          `SELECT sum(pg_total_relation_size(t))::float8 AS bytes
           FROM unnest('{rollcall.posting_blocks,rollcall.segments}'::regclass[]) AS t`,
        );
        const bytes = size.rows[0]?.bytes ?? 0;
        return { mebibytes: bytes / 1024 / 1024, bytesPerPosting: bytes / postings, segments };
      }
      before = segments;
      await new Promise((resolve) => setTimeout(resolve, 8000));
    }
  } finally {
    await client.end();
  }
};

const loadSnapshot = async (retriever: ServiceProcess, query: string): Promise<SearchFigures['snapshot']> => {
  await retriever.post(retrievePath, bodyOf(query));
  for (;;) {
    if ((await retriever.metric('rollcall_search_loads_total')) >= 1) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    mebibytes: (await retriever.metric('rollcall_search_snapshot_bytes')) / 1024 / 1024,
    loadSeconds: await retriever.metric('rollcall_search_load_seconds_total'),
  };
};

const looked = async (place: Place & { retrieverUrl: string }, numbers: number) => {
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string; tenant: string }>(
    'SELECT id, tenant_id AS tenant FROM rollcall.collections WHERE name = $1',
    [collection],
  );
  await client.end();
  const found = rows[0];
  if (!found) throw new Error('there is no collection to look into');
  return { databaseUrl: place.retrieverUrl, tenantId: found.tenant, collectionId: found.id, numbers };
};

const options = readOptions();
if (options === 'help') {
  process.stdout.write(usage);
  process.exitCode = process.argv.includes('--help') || process.argv.includes('-h') ? 0 : 2;
} else {
  if (!options.without.includes('minisearch') && !installPeers()) process.exit(1);
  const figures = await run(options);
  process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `${renderSearch(figures)}\n`);
  if (figures.ways.some(({ open, closed }) => (open?.failed ?? 0) + closed.failed > 0)) process.exitCode = 1;
}

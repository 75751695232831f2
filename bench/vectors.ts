import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { startPostgres } from '@rollcall/embedded';
import { createDatabase, databaseUrl, dropDatabase, migrate, openDatabase } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { createMemoryBudget } from '../apps/retriever/src/memory-budget.ts';
import { adoptPgvector, carryOver, findNearest } from '../apps/retriever/src/vectors/pgvector.ts';
import { normalised } from '../apps/retriever/src/vectors/reply.ts';
import { createSnapshots, type ReadySet } from '../apps/retriever/src/vectors/snapshots.ts';
import { findPending, storeVectors } from '../apps/retriever/src/vectors/store-vectors.ts';
import { declareSet, findSet, type Recipe } from '../apps/retriever/src/vectors/vector-set.ts';
import {
  bytesOfRows,
  fromTheStart,
  readBlocks,
  rowsOf,
  searchBlocks,
} from '../apps/retriever/src/vectors/vector-snapshot.ts';
import { collectionWith, longestPause, quantile, randomVectors, tenantId } from './vector-corpus.ts';

// `npm run bench:vectors`: what it takes to keep, load and search the vectors of a collection, without an endpoint.

const usage = `Usage: npm run bench:vectors -- [options]

  --passages <n>     passages, a vector each (100000)
  --dimensions <n>   numbers of a vector (384)
  --questions <n>    questions of each measurement (50)
  --server <url>     a Postgres on which a database may be made: one with pgvector, say (one of its own)
`;

const { values } = parseArgs({
  options: {
    passages: { type: 'string', default: '100000' },
    dimensions: { type: 'string', default: '384' },
    questions: { type: 'string', default: '50' },
    server: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [passages, dimensions, questions] = [values.passages, values.dimensions, values.questions].map(Number);
if (values.help || !passages || !dimensions || !questions) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}

const say = (what: string, figure: string): void => {
  process.stdout.write(`${what.padEnd(44)} ${figure}\n`);
};
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const own = values.server === undefined ? await startPostgres({ settings: { fsync: 'off' } }) : undefined;
const server = values.server ?? own?.url ?? '';
const name = `bench_vectors_${process.pid}`;
await createDatabase(server, name);
const url = databaseUrl(server, name);
await migrate(url);
const db = openDatabase({ url, service: 'bench', max: 2, log: createLog('bench', 'error') });
const tenant = db.as(tenantId);

try {
  const random = randomVectors(dimensions);
  const collectionId = await collectionWith(tenant, passages);
  const recipe: Recipe = { model: 'random', passagePrefix: '', questionPrefix: '', isTrusted: true };
  const declared = await declareSet(tenant, collectionId, { recipe, isMasked: true });
  if (declared === undefined) throw new Error('the set was not made');

  let begun = performance.now();
  for (;;) {
    const ids = await findPending(tenant, declared.set, 5000);
    if (ids.length === 0) break;
    for (let from = 0; from < ids.length; from += 500) {
      const vectors = ids
        .slice(from, from + 500)
        .map((passageId) => ({ passageId, vector: normalised(random()) }));
      await storeVectors(tenant, declared.set, { vectors, isIndexing: false });
    }
  }
  say(`store ${passages} vectors of ${dimensions}`, seconds(begun));

  const found = await findSet(tenant, { tenantId, collection: 'bench' }, recipe);
  const set = { ...found?.set, dimensions } as ReadySet;
  const snapshots = createSnapshots(createMemoryBudget(() => Number.POSITIVE_INFINITY));
  begun = performance.now();
  const loading = longestPause();
  const snapshot = await snapshots.of(tenant, set);
  if (snapshot === undefined) throw new Error('no snapshot was made');
  say('load them', `${seconds(begun)}, no pause over ${loading()} ms`);
  say('memory', `${Math.round(bytesOfRows(rowsOf(snapshot), dimensions) / 1e6)} MB`);

  const asked = Array.from({ length: questions }, () => normalised(random()));
  const timed = async (what: string, search: (question: Float32Array) => Promise<unknown>, few = asked) => {
    await search(few[0] as Float32Array);
    const pause = longestPause();
    const took: number[] = [];
    for (const question of few) {
      const from = performance.now();
      await search(question);
      took.push(performance.now() - from);
    }
    const figures = `p50 ${quantile(took, 0.5)} ms, p95 ${quantile(took, 0.95)} ms`;
    say(what, `${figures}, no pause over ${pause()} ms`);
  };

  await timed('nearest 100, in memory, exact', (question) =>
    searchBlocks(snapshot.blocks, { question, most: 100 }),
  );
  await timed(
    'nearest 100, read from Postgres, exact',
    (question) => searchBlocks(readBlocks(tenant, set, fromTheStart), { question, most: 100 }),
    asked.slice(0, 3),
  );

  const version = await adoptPgvector(db, createLog('bench', 'error'));
  if (version === undefined) {
    say('pgvector', 'is not there');
  } else {
    begun = performance.now();
    await carryOver(tenant, set, async () => true);
    say(`carry them over to pgvector ${version}`, seconds(begun));
    await timed('nearest 100, by HNSW', (question) => findNearest(tenant, set, { question, most: 100 }));
    let same = 0;
    for (const question of asked) {
      const exact = await searchBlocks(snapshot.blocks, { question, most: 100 });
      const ids = new Set(exact.map(({ passageId }) => passageId));
      const near = await findNearest(tenant, set, { question, most: 100 });
      same += near.filter(({ passageId }) => ids.has(passageId)).length;
    }
    say('of them among the exact 100', `${((100 * same) / (100 * questions)).toFixed(1)} %`);
  }
} finally {
  await db.close();
  await dropDatabase(server, name);
  await own?.stop();
}

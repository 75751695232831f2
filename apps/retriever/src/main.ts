import { openDatabase } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { createLine, runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { createCatchUp } from './index/catch-up.ts';
import { createMerger } from './index/keep-merged.ts';
import { watchSnapshots } from './index/metrics.ts';
import { createSnapshots } from './index/snapshots.ts';
import { openLookup } from './lookup.ts';
import { routes } from './routes.ts';
import { retrieveStage } from './stage.ts';
import { findByWords } from './vectors/find.ts';
import { openVectors } from './vectors/open.ts';

const name = 'retriever';
const config = readConfig();
const log = createLog(name);
const db = openDatabase({
  url: config.DATABASE_URL,
  service: name,
  max: config.DATABASE_POOL_MAX,
  pooler: config.DATABASE_POOLER,
  log,
});
const lookup = openLookup(config, { service: name, log });
const queue = openQueue({
  url: config.QUEUE_URL,
  prefix: config.QUEUE_PREFIX,
  replica: config.ROLLCALL_REPLICA,
  service: name,
  consumers: 1,
  log,
});
const snapshots = createSnapshots({ budgetBytes: config.searchBytes, log });
const search = { lend: db.as, snapshots, catchUp: createCatchUp({ db, log }) };
const merger = createMerger({ db, log });
const vectors = openVectors(config, { db, log, search, takenBytes: () => snapshots.figures().bytes });

/**
 * Two jobs for a connection: one ranks while the other's statement runs; and those that wait for a vector. A lookup
 * that leaks has no pool to stand in line for.
 */
const line =
  config.LOOKUP === 'leaking'
    ? undefined
    : createLine({
        atOnce:
          2 * (lookup ?? db).stats().max +
          (config.EMBEDDINGS_URL === undefined ? 0 : config.EMBEDDINGS_CONCURRENCY),
      });

await runService({
  name,
  settings: config,
  log,
  db,
  ...(lookup && { pools: { lookup } }),
  breakers: [...(lookup?.breaker ? [lookup.breaker] : []), ...vectors.breakers],
  queue,
  router: routes({
    db,
    find: vectors.find,
    merger,
    serviceToken: config.ROLLCALL_SERVICE_TOKEN,
    limits: config.limits,
  }),
  stages: [
    // Another server for the lookups has the passages of a rehearsal, and no vectors.
    retrieveStage({ db, find: lookup ? findByWords({ lend: lookup.lend }) : vectors.find }, line),
  ],
  observe: (metrics) => {
    watchSnapshots(metrics, snapshots.figures);
    vectors.observe(metrics);
  },
  background: () => {
    const stops = [vectors.start(), merger.stop];
    return async () => {
      for (const stop of stops) await stop();
    };
  },
  concurrency: config.CONCURRENCY,
});

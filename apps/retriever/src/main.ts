import { openDatabase } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { createCatchUp } from './index/catch-up.ts';
import { createMerger } from './index/keep-merged.ts';
import { watchSnapshots } from './index/metrics.ts';
import { createSnapshots } from './index/snapshots.ts';
import { openLookup } from './lookup.ts';
import { routes } from './routes.ts';
import { retrieveStage } from './stage.ts';

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
const search = { lend: () => db, snapshots, catchUp: createCatchUp({ db, log }) };
const merger = createMerger({ db, log });

await runService({
  name,
  settings: config,
  log,
  db,
  ...(lookup && { pools: { lookup }, breakers: lookup.breaker ? [lookup.breaker] : [] }),
  queue,
  router: routes({
    db,
    search,
    merger,
    serviceToken: config.ROLLCALL_SERVICE_TOKEN,
    limits: config.limits,
  }),
  stages: [retrieveStage({ db, search: lookup ? { lend: lookup.lend } : search })],
  observe: (metrics) => watchSnapshots(metrics, snapshots.figures),
  background: () => merger.stop,
  concurrency: config.CONCURRENCY,
});

import { openDatabase } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { findPassages } from './find-passages.ts';
import { openLookup } from './lookup.ts';
import { routes } from './routes.ts';
import { retrieveStage } from './stage.ts';
import { searchByWords } from './vectors/hybrid.ts';
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
const vectors = openVectors(config, { db, log, lexical: (question) => findPassages(db, question) });
const queue = openQueue({
  url: config.QUEUE_URL,
  prefix: config.QUEUE_PREFIX,
  replica: config.ROLLCALL_REPLICA,
  service: name,
  consumers: 1,
  log,
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
    search: vectors.search,
    serviceToken: config.ROLLCALL_SERVICE_TOKEN,
    limits: config.limits,
  }),
  stages: [
    // Another server for the lookups has the passages of a rehearsal, and no vectors.
    retrieveStage({ db, search: lookup ? searchByWords(lookup) : vectors.search }),
  ],
  concurrency: config.CONCURRENCY,
  observe: vectors.observe,
  background: vectors.start,
});

import { keepSweeping } from '@rollcall/ledger';
import { openDatabase } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { parseKeyRing } from '@rollcall/vault';
import { createAdmission } from './admission.ts';
import { readConfig } from './config.ts';
import { internalRoutes } from './internal-routes.ts';
import { gatewayRoutes } from './routes.ts';
import { settleStage } from './stage.ts';
import { openUpstream } from './upstream.ts';
import { createWaiters } from './waiters.ts';

const name = 'gateway';
const config = readConfig();
const log = createLog(name);
const db = openDatabase({
  url: config.DATABASE_URL,
  service: name,
  max: config.DATABASE_POOL_MAX,
  pooler: config.DATABASE_POOLER,
});
const queue = openQueue({
  url: config.QUEUE_URL,
  prefix: config.QUEUE_PREFIX,
  replica: config.ROLLCALL_REPLICA,
  service: name,
  consumers: 1,
  log,
});
const waiters = createWaiters(db, { most: config.MAX_WAITING, log });
const admission = createAdmission({ queue, log });
const token = config.ROLLCALL_SERVICE_TOKEN;
const upstreams = {
  retriever: openUpstream('retriever', { url: config.RETRIEVER_URL, token, log }),
  modelProxy: openUpstream('model-proxy', { url: config.MODEL_PROXY_URL, token, log }),
};

await runService({
  name,
  settings: config,
  log,
  db,
  queue,
  ownTrace: true,
  concurrency: config.CONCURRENCY,
  stages: [settleStage({ db, ring: parseKeyRing(config.ROLLCALL_VAULT_KEY) })],
  router: gatewayRoutes({ db, queue, waiters, admission, upstreams, config }).use(internalRoutes(db, token)),
  breakers: [upstreams.retriever.breaker, upstreams.modelProxy.breaker],
  observe: admission.observe,
  background: () => {
    const stops = [keepSweeping({ db, queue, log }), waiters.start(), admission.start()];
    return async () => {
      for (const stop of stops) await stop();
    };
  },
});

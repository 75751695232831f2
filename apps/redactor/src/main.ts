import { openDatabase } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { openBackends } from './backends/open.ts';
import { readConfig } from './config.ts';
import { expireVault } from './expire-vault.ts';
import { createFindingCache } from './finding-cache.ts';
import { openLongTexts } from './long-texts/long-texts.ts';
import { loadNames } from './names/find-names.ts';
import { routes } from './routes.ts';
import { redactStage } from './stage.ts';

const name = 'redactor';
const config = readConfig();
// Without its weights the service would let names through: it does not start.
loadNames();
const log = createLog(name);
const backends = openBackends(config, log);
// A model that cannot be loaded is told here, not by the first document. An analyzer may come up later.
await backends.demand('ner');
const db = openDatabase({
  url: config.DATABASE_URL,
  service: name,
  max: config.DATABASE_POOL_MAX,
  pooler: config.DATABASE_POOLER,
  log,
});
const queue = openQueue({
  url: config.QUEUE_URL,
  prefix: config.QUEUE_PREFIX,
  replica: config.ROLLCALL_REPLICA,
  service: name,
  consumers: 1,
  log,
});
const threshold = config.REDACT_THRESHOLD;
const cache = createFindingCache(config.REDACT_CACHE_FINDINGS);
const longTexts = openLongTexts({ threads: config.REDACT_LONG_TEXT_THREADS, log });

await runService({
  name,
  settings: config,
  log,
  db,
  queue,
  router: routes({
    serviceToken: config.ROLLCALL_SERVICE_TOKEN,
    maxBodyBytes: config.REDACT_MAX_BODY_BYTES,
    threshold,
    backends,
    longTexts,
  }),
  stages: [
    redactStage({
      db,
      ring: config.ring,
      vaultTtlMs: config.VAULT_TTL_MS,
      threshold,
      cache,
      backends,
      longTexts,
    }),
  ],
  breakers: backends.breakers,
  checks: backends.checks,
  observe: backends.observe,
  concurrency: config.CONCURRENCY,
  background: () => {
    const stopExpiry = expireVault({ db, ring: config.ring, log });
    return async () => {
      await stopExpiry();
      await backends.close();
      longTexts.close();
    };
  },
});

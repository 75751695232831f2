import { openDatabase } from '@rollcall/postgres';
import { runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { readConfig } from './config.ts';
import { openForwarder } from './ingest/forward.ts';
import type { StoredSpan } from './ingest/otlp.ts';
import { openSpanQueue } from './ingest/span-queue.ts';
import { writeSpans } from './ingest/write-spans.ts';
import { keepTrimmed } from './retention.ts';
import { routes } from './routes.ts';

const name = 'console';
const config = readConfig();
const log = createLog(name);
const db = openDatabase({
  url: config.DATABASE_URL,
  service: name,
  max: config.DATABASE_POOL_MAX,
  pooler: config.DATABASE_POOLER,
  log,
});

const spans = openSpanQueue<StoredSpan>({
  write: (batch) => writeSpans(db, batch),
  maxSpans: config.ROLLCALL_SPAN_QUEUE,
  retryAfterSeconds: 5,
});
const forwarder = config.FORWARD_OTLP_URL ? openForwarder({ url: config.FORWARD_OTLP_URL, log }) : undefined;

await runService({
  name,
  settings: config,
  log,
  db,
  router: routes({
    db,
    access: { host: config.HOST, token: config.ROLLCALL_SERVICE_TOKEN },
    spans,
    forwarder,
  }),
  background: () => {
    const stopTrimming = keepTrimmed(db, {
      hours: config.ROLLCALL_SPAN_RETENTION_HOURS,
      most: config.ROLLCALL_SPAN_MAX,
      log,
    });
    return async () => {
      await stopTrimming();
      await forwarder?.stop(config.DRAIN_DEADLINE_MS);
    };
  },
});

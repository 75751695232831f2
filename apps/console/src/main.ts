import { openDatabase } from '@rollcall/postgres';
import { readSettings, runService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { consoleSettings } from './config.ts';
import { openForwarder } from './ingest/forward.ts';
import type { StoredSpan } from './ingest/otlp.ts';
import { openSpanQueue } from './ingest/span-queue.ts';
import { writeSpans } from './ingest/write-spans.ts';
import { keepTrimmed } from './retention.ts';
import { consoleRoutes } from './routes.ts';

const name = 'console';
const settings = readSettings(consoleSettings);
const log = createLog(name);
const db = openDatabase({ url: settings.DATABASE_URL, service: name, max: settings.DATABASE_POOL_MAX, log });

const spans = openSpanQueue<StoredSpan>({
  write: (batch) => writeSpans(db, batch),
  maxSpans: settings.ROLLCALL_SPAN_QUEUE,
  retryAfterSeconds: 5,
});
const forwarder = settings.FORWARD_OTLP_URL
  ? openForwarder({ url: settings.FORWARD_OTLP_URL, log })
  : undefined;

await runService({
  name,
  settings,
  log,
  db,
  router: consoleRoutes({
    db,
    access: { host: settings.HOST, token: settings.ROLLCALL_SERVICE_TOKEN },
    spans,
    forwarder,
  }),
  background: () => {
    const stopTrimming = keepTrimmed(db, {
      hours: settings.ROLLCALL_SPAN_RETENTION_HOURS,
      most: settings.ROLLCALL_SPAN_MAX,
      log,
    });
    return async () => {
      await stopTrimming();
      await forwarder?.stop(settings.DRAIN_DEADLINE_MS);
    };
  },
});

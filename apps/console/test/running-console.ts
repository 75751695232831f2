import { type Database, openDatabase, type Queryable } from '@rollcall/postgres';
import { startService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import type { Forwarder } from '../src/ingest/forward.ts';
import type { StoredSpan } from '../src/ingest/otlp.ts';
import { openSpanQueue } from '../src/ingest/span-queue.ts';
import { writeSpans } from '../src/ingest/write-spans.ts';
import { routes } from '../src/routes.ts';

export type RunningConsole = { url: string; db: Database; stop(): Promise<void> };

export type ConsoleOptions = {
  databaseUrl: string;
  token?: string;
  forwarder?: Forwarder;
  /** Where spans are written, if not to `databaseUrl`. */
  spansDatabase?: Queryable;
};

/** A console on a free loopback port, as `main.ts` puts it together. */
export const startConsole = async (options: ConsoleOptions): Promise<RunningConsole> => {
  const { databaseUrl, token, forwarder } = options;
  const db = openDatabase({ url: databaseUrl, service: 'test', max: 3 });
  const spansDb = options.spansDatabase ?? db;
  const spans = openSpanQueue<StoredSpan>({
    write: (batch) => writeSpans(spansDb, batch),
    maxSpans: 50_000,
    retryAfterSeconds: 5,
  });
  const HOST = '127.0.0.1';
  const service = await startService({
    name: 'console',
    settings: {
      HOST,
      PORT: 0,
      DRAIN_DEADLINE_MS: 2000,
      ...(token === undefined ? {} : { ROLLCALL_SERVICE_TOKEN: token }),
    },
    log: createLog('test'),
    db,
    router: routes({ db, access: { host: HOST, token }, spans, forwarder }),
  });
  return { url: service.url, db, stop: service.stop };
};

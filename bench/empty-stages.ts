import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openRows, openRun, readProgress } from '@rollcall/ledger';
import { first, type Hop, hops } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { cpuBetween, cpuOf } from './cpu.ts';
import type { Measurement } from './measurement.ts';
import type { Place } from './servers.ts';
import { addAll, ballast, concurrency, type Load, patienceMs } from './workload.ts';

const fixture = fileURLToPath(new URL('../libs/service/test/fixtures/empty-stages.ts', import.meta.url));
const tenantId = '00000000-0000-4000-8000-000000000001';
const pollMs = 50;

const startStage = (hop: Hop, place: Place) =>
  spawn(process.execPath, [fixture], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      HOPS: hop,
      DATABASE_URL: place.databaseUrl,
      QUEUE_URL: place.queueUrl,
      QUEUE_PREFIX: place.prefix,
      CONCURRENCY: String(concurrency),
      ROLLCALL_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });

type Service = ReturnType<typeof startStage>;

/** Resolves when the service's log says that it has started. */
const ready = (service: Service): Promise<void> =>
  new Promise((resolve, reject) => {
    service.once('exit', (code) => reject(new Error(`a service with an empty stage ended with ${code}`)));
    createInterface({ input: service.stderr }).on('line', (line) => {
      if (line.includes('"msg":"started"')) resolve();
    });
  });

const stopStage = (child: Service): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

/** The services' shell and the ledger around stages that do nothing; tracing is off. */
export const measureEmptyStages = async (place: Place, { documents, warmUp }: Load): Promise<Measurement> => {
  const services: Service[] = [];
  const log = createLog('bench');
  const db = openDatabase({ url: place.databaseUrl, service: 'bench', max: 4, log });
  const queue = openQueue({
    url: place.queueUrl,
    prefix: place.prefix,
    service: 'bench',
    consumers: 0,
    log,
  });
  try {
    for (const hop of hops) services.push(startStage(hop, place));
    await Promise.all(services.map(ready));
    const pids = {
      ...place.servers,
      ...Object.fromEntries(services.map((service, index) => [hops[index] ?? '', service.pid ?? 0])),
    };
    /** Opens so many rows, sends their documents and resolves to how many were answered. */
    const pass = async (count: number): Promise<number> => {
      if (count === 0) return 0;
      const until = performance.now() + patienceMs;
      const runId = randomUUID();
      const rowIds = await openDocuments(db, runId, count);
      // Stages pass on what they do not know, so that the ballast goes all the way.
      await addAll(rowIds, (rowId) =>
        queue.add(
          { hop: 'retrieve', rowId, epoch: 1 },
          { ...first({ rowId, epoch: 1 }), ballast: ballast() },
        ),
      );
      return whenClosed(db, runId, until);
    };

    await queue.ping();
    await pass(warmUp);
    const cpu = cpuOf(pids);
    const started = performance.now();
    const completed = await pass(documents);
    return {
      backend: place.backend,
      system: 'empty',
      documents,
      completed,
      seconds: (performance.now() - started) / 1000,
      cpu: cpuBetween(cpu, cpuOf(pids)),
    };
  } finally {
    await Promise.all(services.map(stopStage));
    await queue.close();
    await db.close();
  }
};

const openDocuments = async (db: Database, runId: string, documents: number): Promise<string[]> => {
  await openRun(db, {
    id: runId,
    tenantId,
    dataset: 'bench',
    datasetSha256: '',
    documents,
    collection: undefined,
    settings: {},
    workDeadlineMs: patienceMs,
  });
  const rows = Array.from({ length: documents }, (_, index) => ({
    id: randomUUID(),
    tenantId,
    runId,
    documentId: `document-${index}`,
    request: {
      messages: [],
      k: 1,
      params: {},
      treatment: { grounding: 'off' as const, abstain: false },
    },
    deadlineMs: patienceMs,
  }));
  await openRows(db, rows);
  return rows.map((row) => row.id);
};

/** Waits until no row is open; resolves to the number of answered ones. */
const whenClosed = async (db: Database, runId: string, until: number): Promise<number> => {
  for (;;) {
    // Counting the run's rows at every look would be work of the bench, not of what it measures.
    const { rows } = await db.query({
      name: 'bench.any_open',
      text: 'SELECT 1 FROM rollcall.rows WHERE run_id = $1 AND closed_at IS NULL LIMIT 1',
      values: [runId],
    });
    if (rows.length === 0 || performance.now() > until) return (await readProgress(db, runId))?.answered ?? 0;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
};

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type PostgresServer, startPostgres } from '@rollcall/embedded';
import { openRows, openRun, readProgress } from '@rollcall/ledger';
import { first, hops } from '@rollcall/pipeline';
import { type Database, migrate, openDatabase } from '@rollcall/postgres';
import { migrateQueue, openQueue, type Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const tenantId = '00000000-0000-4000-8000-000000000001';
const documents = 60;
const awayMs = 5000;
const fixture = fileURLToPath(new URL('./fixtures/empty-stages.ts', import.meta.url));

describe.each(testBackends())('with the queue on $name', (backend) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-restart-'));
  const password = randomBytes(12).toString('hex');
  const log = createLog('test', 'silent');
  let server: PostgresServer;
  let db: Database;
  let queue: Queue;
  let service: ChildProcess;

  const start = async (port?: number): Promise<void> => {
    const settings = { fsync: 'off' };
    server = await startPostgres({ dataDir, password, settings, ...(port === undefined ? {} : { port }) });
  };

  beforeAll(async () => {
    await start();
    await migrate(server.url);
    const at = backend.queue(server.url);
    await migrateQueue(at.url, log);
    db = openDatabase({ url: server.url, service: 'test', max: 2, log });
    queue = openQueue({ ...at, service: 'test', consumers: 0, log });
    service = spawn(process.execPath, [fixture], {
      env: {
        ...process.env,
        PORT: '0',
        HOPS: hops.join(','),
        DATABASE_URL: server.url,
        QUEUE_URL: at.url,
        QUEUE_PREFIX: at.prefix,
        CONCURRENCY: '2',
        WORK_MS: '150',
        ROLLCALL_LOG_LEVEL: 'silent',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
  afterAll(async () => {
    service.kill('SIGKILL');
    await queue.close();
    await db.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('documents under way survive that Postgres is away for five seconds', async () => {
    const runId = randomUUID();
    await openRun(db, {
      id: runId,
      tenantId,
      dataset: 'test',
      datasetSha256: '',
      documents,
      collection: undefined,
      settings: {},
      workDeadlineMs: 120_000,
    });
    const rows = Array.from({ length: documents }, (_, index) => ({
      id: randomUUID(),
      tenantId,
      runId,
      documentId: `document-${index}`,
      request: { messages: [], k: 1, params: {}, treatment: { grounding: 'off' as const, abstain: false } },
      deadlineMs: 120_000,
    }));
    await openRows(db, rows);
    for (const row of rows) {
      await queue.add({ hop: 'retrieve', rowId: row.id, epoch: 1 }, first({ rowId: row.id, epoch: 1 }));
    }
    await until('some rows are closed', async () => ((await readProgress(db, runId))?.answered ?? 0) >= 5);

    const { port } = server;
    await server.stop();
    await sleep(awayMs);
    await start(port);

    const progress = () => readProgress(db, runId).catch(() => undefined);
    await until('every row is closed', async () => (await progress())?.open === 0, 110_000);
    expect(await progress()).toMatchObject({ documents, open: 0, answered: documents, failed: 0, lost: 0 });
  }, 180_000);
});

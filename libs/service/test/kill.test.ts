import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openRows, openRun, readProgress } from '@rollcall/ledger';
import { first, type Hop, hops } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { openQueue, type Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const tenantId = '00000000-0000-4000-8000-000000000001';
const documents = 60;
const fixture = fileURLToPath(new URL('./fixtures/empty-stages.ts', import.meta.url));

describe.each(testBackends())('with the queue on $name', (backend) => {
  let database: TestDatabase;
  let db: Database;
  let queue: Queue;
  let queueAt: { url: string; prefix: string };
  const running = new Map<Hop, ChildProcess>();
  /** What ended without our doing, for the message of a test that waits for it. */
  const endedAlone: string[] = [];

  const start = (hop: Hop): void => {
    const child = spawn(process.execPath, [fixture], {
      env: {
        ...process.env,
        PORT: '0',
        HOPS: hop,
        DATABASE_URL: database.url,
        QUEUE_URL: queueAt.url,
        QUEUE_PREFIX: queueAt.prefix,
        CONCURRENCY: '4',
        WORK_MS: '200',
        ROLLCALL_LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    running.set(hop, child);
    child.once('exit', (code, signal) => {
      if (running.get(hop) === child) endedAlone.push(`${hop}: ${signal ?? code}`);
    });
  };

  const kill = (hop: Hop): Promise<void> =>
    new Promise((resolve) => {
      const child = running.get(hop);
      running.delete(hop);
      if (!child || child.exitCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    queueAt = backend.queue(database.url);
    db = openDatabase({ url: database.url, service: 'test', max: 2 });
    queue = openQueue({ ...queueAt, service: 'test', consumers: 0, log: createLog('test') });
  });
  afterAll(async () => {
    await Promise.all(hops.map(kill));
    await queue.close();
    await db.close();
    await database.drop();
  });

  it('closes every row once although each service is killed in the middle of its work', async () => {
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
      request: {
        messages: [],
        k: 1,
        params: {},
        treatment: { grounding: 'off' as const, abstain: false },
      },
      deadlineMs: 120_000,
    }));
    await openRows(db, rows);
    for (const row of rows) {
      await queue.add({ hop: 'retrieve', rowId: row.id, epoch: 1 }, first({ rowId: row.id, epoch: 1 }));
    }

    // Only now: while jobs are still being added the first hop may be done with each at once.
    for (const hop of hops) start(hop);

    for (const hop of hops) {
      // A kill counts only if it finds a job in the killed process' hands.
      let counts: unknown;
      await until(
        () => `a job is active at ${hop} (${JSON.stringify({ counts, endedAlone })})`,
        async () => {
          const seen = await queue.counts();
          counts = seen;
          return seen[hop].active > 0;
        },
        40_000,
      );
      await kill(hop);
      start(hop);
    }
    await until('every row is closed', async () => (await readProgress(db, runId))?.open === 0, 110_000);

    const progress = await readProgress(db, runId);
    expect(progress).toMatchObject({ documents, open: 0, failed: 0, lost: 0, answered: documents });
  }, 200_000);
});

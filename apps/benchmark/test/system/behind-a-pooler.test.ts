import { openDatabase } from '@rollcall/postgres';
import { createTestDatabase, startPgBouncer, testBackends, testPgBouncer } from '@rollcall/testing';
import { expect, it } from 'vitest';
import { exitStatus } from '../../src/exit-status.ts';
import { startWholeSystem } from './whole-system.ts';

const poolSize = 3;

it.runIf(testPgBouncer())(
  'with PgBouncer before its pools the whole system answers, over three connections in all; the queue goes by itself',
  async () => {
    const backend = testBackends()[0];
    if (backend === undefined) throw new Error('there is always Postgres');
    const database = await createTestDatabase();
    const pooler = await startPgBouncer({ databaseUrl: database.url, poolSize });
    const pooled = { DATABASE_URL: pooler.url, DATABASE_POOLER: 'transaction' };
    const system = await startWholeSystem({
      database,
      queue: backend.queue,
      extra: { gateway: pooled, retriever: pooled, redactor: pooled, console: pooled },
    });
    const watcher = openDatabase({ url: database.url, service: 'watcher', max: 1 });
    const seen: number[] = [];
    const watching = new AbortController();
    const watch = async () => {
      while (!watching.signal.aborted) {
        const { rows } = await watcher.query<{ count: number }>({
          name: 'count',
          text: `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database()
                 AND application_name IN ('rollcall-gateway', 'rollcall-retriever', 'rollcall-redactor', 'rollcall-console')`,
        });
        seen.push(rows[0]?.count ?? 0);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const watched = watch();
    try {
      const { status, summary } = await system.run({ limit: 40 });
      expect(status).toBe(exitStatus.complete);
      expect(summary).toMatchObject({ documents: 40, failed: 0, open: 0 });
    } finally {
      watching.abort();
      await watched;
      await watcher.close();
      await system.stop();
      await pooler.stop();
    }
    expect(Math.max(...seen)).toBeGreaterThan(0);
    expect(Math.max(...seen)).toBeLessThanOrEqual(poolSize);
  },
);

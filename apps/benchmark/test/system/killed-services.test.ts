import { readProgress } from '@rollcall/ledger';
import { type Hop, route } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { openQueue, type Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

const documents = 60;

describe.each(testBackends())('with the queue on $name', (backend) => {
  let system: WholeSystem;
  let db: Database;
  let queue: Queue;
  beforeAll(async () => {
    // A model that takes its time: the kills find documents at every hop.
    const behaviour = JSON.stringify({ latencyMs: 400 });
    system = await startWholeSystem({
      queue: backend.queue,
      extra: {
        'small-model': { SMALL_MODEL_BEHAVIOUR: behaviour },
        'model-proxy': { MODEL_CONCURRENCY: '2' },
      },
    });
    const { config } = system;
    db = openDatabase({ url: system.databaseUrl, service: 'test', max: 2 });
    queue = openQueue({
      url: config.QUEUE_URL ?? '',
      prefix: config.QUEUE_PREFIX,
      service: 'test',
      consumers: 0,
      log: createLog('test'),
    });
  });
  afterAll(async () => {
    await queue.close();
    await db.close();
    await system.stop();
  });

  const kill = (service: string): void => {
    process.kill(system.stack.file.services[service]?.pid ?? 0, 'SIGKILL');
  };
  const killAtWork = async (service: string, hops: Hop[]): Promise<void> => {
    const before = system.stack.file.services[service]?.pid;
    await until(`a document is at ${hops}`, async () => {
      const counts = await queue.counts();
      return hops.some((hop) => counts[hop].active > 0);
    });
    kill(service);
    await until(`${service} is started again`, () => system.stack.file.services[service]?.pid !== before);
  };

  it('every row closes once although each service is killed while it works', async () => {
    const running = system.run({ limit: documents, concurrency: documents, deadline: 240 });
    await until('the run has begun', async () => {
      const { rows } = await db.query({
        name: 'test.any',
        text: 'SELECT 1 FROM rollcall.rows WHERE hop IS NOT NULL',
      });
      return rows.length > 0;
    });
    for (const service of new Set(route.map((step) => step.service))) {
      await killAtWork(
        service,
        route.filter((step) => step.service === service).map((step) => step.hop),
      );
    }
    kill('small-model');
    kill('console');
    const { summary } = await running;
    const { answered, abstained, open, failuresByCode } = summary;
    expect(open).toBe(0);
    expect(answered + abstained, JSON.stringify(failuresByCode)).toBeGreaterThanOrEqual(
      Math.ceil(documents * 0.98),
    );
    expect(await readProgress(db, summary.run)).toMatchObject({ documents, open: 0 });
  });
});

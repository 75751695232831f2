import { redisConnections } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import { testBackends, until } from '@rollcall/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openQueue, readRedisClients } from '../src/index.ts';

const log = createLog('test', 'error');
const redis = testBackends().find(({ name }) => name === 'redis');
const row = { rowId: '00000000-0000-4000-8000-000000000001', epoch: 1 };

describe.runIf(redis)('on Redis a service holds', () => {
  it.each([
    [0, 'benchmark', []],
    [1, 'model-proxy', ['generate']],
    [2, 'grounder', ['ground', 'verify']],
  ] as const)(
    'as many connections as the budget says: %i consumers, %s',
    async (consumers, service, hops) => {
      const { url, prefix } = redis?.queue('') ?? { url: '', prefix: '' };
      const queue = openQueue({ url, prefix, service, consumers, log });
      const done: string[] = [];
      const running = await Promise.all(
        hops.map((hop) =>
          queue.consume(
            hop,
            async (job) => {
              done.push(job.id);
              return { kind: 'done' };
            },
            { concurrency: 8 },
          ),
        ),
      );
      onTestFinished(async () => {
        for (const consumer of running) await consumer.drain(100);
        await queue.close();
      });
      for (const hop of hops) await queue.add({ hop, ...row }, {});
      await queue.ping();
      await until('every consumer has worked', () => done.length === hops.length);
      const { services, connected, most } = await readRedisClients(url, prefix);
      expect(services[service]).toBe(redisConnections(consumers));
      expect(connected).toBeGreaterThanOrEqual(redisConnections(consumers));
      expect(most).toBeGreaterThan(connected);
    },
  );
});

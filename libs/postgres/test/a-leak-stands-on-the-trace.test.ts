import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { readTelemetryConfig, startTelemetry, stopTelemetry, withSpan } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../src/index.ts';

const memory = new InMemorySpanExporter();
let database: TestDatabase;
beforeAll(async () => {
  startTelemetry(readTelemetryConfig({}), [new SimpleSpanProcessor({ exporter: memory })]);
  database = await createTestDatabase();
});
beforeEach(() => memory.reset());
afterAll(async () => {
  await stopTelemetry();
  await database.drop();
});

it('the span under which a connection was kept for too long names the place', async () => {
  const db = openDatabase({ url: database.url, service: 'leaky', max: 1, leakAfterMs: 30 });
  await withSpan('retrieve', { parent: null }, () =>
    db.transaction(() => until('the leak is reported', () => db.leaks().length > 0)),
  );
  await db.close();
  const span = memory.getFinishedSpans().find(({ name }) => name === 'retrieve');
  expect(span?.attributes['rollcall.leak.site']).toMatch(
    /^libs\/postgres\/test\/a-leak-stands-on-the-trace\.test\.ts:\d+$/,
  );
});

it('the span of a call that an open breaker refused names the dependency', async () => {
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:9/none', service: 'away', max: 1 });
  const ask = () =>
    withSpan('retrieve', { parent: null }, () => db.query({ name: 'one', text: 'SELECT 1' })).catch(() => {});
  for (let n = 0; n < 4; n += 1) await ask();
  await db.close();
  const hops = memory.getFinishedSpans().filter(({ name }) => name === 'retrieve');
  expect(hops.map(({ attributes }) => attributes['rollcall.breaker'])).toEqual([
    undefined,
    undefined,
    'postgres',
    'postgres',
  ]);
  expect(hops.at(-1)?.attributes['error.type']).toBe('postgres.unavailable');
});

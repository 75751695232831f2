import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { keepSecrets } from '@rollcall/embedded';
import { type Database, openDatabase } from '@rollcall/postgres';
import { defaultTenantId } from '@rollcall/service';
import { type RedisServer, startRedis, testBackends } from '@rollcall/testing';
import { parseKeyRing, readEntries } from '@rollcall/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInDataset } from '../../src/dataset/built-in.ts';
import { readDataset } from '../../src/dataset/read-dataset.ts';
import { ingestDocuments } from '../../src/run/ingest-documents.ts';
import { type Found, findValues, type Place, shortestValue } from './planted-values.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

/** The checksummed and the pattern types: what a recognizer must find without understanding the text. */
const types = new Set([
  'CREDIT_CARD',
  'CRYPTO',
  'EMAIL_ADDRESS',
  'IBAN_CODE',
  'IP_ADDRESS',
  'MAC_ADDRESS',
  'PHONE_NUMBER',
  'UK_NHS',
  'UK_NINO',
  'UK_POSTCODE',
  'URL',
  'US_ITIN',
  'US_SSN',
]);

const names = testBackends().map((backend) => backend.name);

describe.each(names)('with the queue on %s', (name) => {
  let system: WholeSystem;
  let db: Database;
  let redis: RedisServer | undefined;
  let collector: Server;
  const sent: string[] = [];

  beforeAll(async () => {
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        sent.push(
          (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8'),
        );
        response.setHeader('content-type', 'application/json').end('{"partialSuccess":{}}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', () => resolve()));
    const { port } = collector.address() as AddressInfo;
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
    process.env.OTEL_EXPORTER_OTLP_PROTOCOL = 'http/json';
    // A server of its own: everything in its append-only file is this run's.
    redis = name === 'redis' ? await startRedis() : undefined;
    system = await startWholeSystem({
      queue: (databaseUrl) => ({ url: redis?.url ?? databaseUrl, prefix: 'privacy' }),
      extra: { 'small-model': { SMALL_MODEL_RECORD_REQUESTS: 'true', SMALL_MODEL_RECORD_LIMIT: '2000' } },
    });
    db = openDatabase({ url: system.databaseUrl, service: 'test', max: 2 });
  });
  afterAll(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_EXPORTER_OTLP_PROTOCOL;
    await db.close();
    await system.stop();
    await redis?.stop();
    collector.close();
  });

  const secrets = () => keepSecrets(join(system.stateDir, 'secrets.json'));

  const queuePlaces = async (): Promise<Place[]> => {
    if (redis) {
      // `everysec`: what was written last is on disk after a second.
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const folder = join(redis.dir, 'appendonlydir');
      return readdirSync(folder).map((file) => ({
        name: `redis ${file}`,
        text: readFileSync(join(folder, file), 'utf8'),
      }));
    }
    const { rows: tables } = await db.query<{ table: string }>({
      name: 'test.tables',
      text: `SELECT table_name AS table FROM information_schema.tables WHERE table_schema = 'bullmq'`,
    });
    return Promise.all(
      tables.map(async ({ table }) => {
        const { rows } = await db.query<{ line: string }>({
          name: `test.dump_${table}`,
          text: `SELECT t::text AS line FROM bullmq."${table}" t`,
        });
        return { name: `bullmq.${table}`, text: rows.map((row) => row.line).join('\n') };
      }),
    );
  };

  /** Every place outside the tables of raw text. */
  const places = async (): Promise<Place[]> => {
    const logs = join(system.stateDir, 'logs');
    const token = (await secrets()).serviceToken;
    const requests = await fetch(
      `${system.stack.file.services['small-model']?.url}/admin/requests?bodies=1`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    expect(requests.status).toBe(200);
    const { rows: spans } = await db.query<{ line: string }>({
      name: 'test.spans',
      text: 'SELECT s::text AS line FROM rollcall.spans s',
    });
    return [
      ...(await queuePlaces()),
      ...readdirSync(logs).map((file) => ({
        name: `log ${file}`,
        text: readFileSync(join(logs, file), 'utf8'),
      })),
      { name: 'OTLP bytes', text: sent.join('\n') },
      { name: 'spans', text: spans.map((span) => span.line).join('\n') },
      { name: 'the model’s requests', text: await requests.text() },
    ];
  };

  /** What was planted in the set, and what the redactor masked, of these types. */
  const wantedValues = async (): Promise<Set<string>> => {
    const dataset = await readDataset(builtInDataset());
    const values = dataset.documents.flatMap((document) => document.planted);
    const ring = parseKeyRing((await secrets()).vaultKey);
    const { rows } = await db.query<{ row_id: string; epoch: number }>({
      name: 'test.vault',
      text: 'SELECT row_id, epoch FROM rollcall.vault',
    });
    for (const { row_id: rowId, epoch } of rows) {
      const entries = await readEntries(db, ring, { tenant: defaultTenantId, rowId, epoch });
      values.push(...entries.map(({ type, original }) => ({ type, value: original })));
    }
    return new Set(values.filter(({ type }) => types.has(type)).map(({ value }) => value));
  };

  const byPlace = (found: Found[]): Record<string, string[]> =>
    Object.fromEntries(
      [...Map.groupBy(found, ({ place }) => place)].map(([place, all]) => [
        place,
        all.map(({ value }) => value),
      ]),
    );

  it('no planted or masked value of a checksummed or pattern type stands outside Postgres', async () => {
    const { summary } = await system.run({});
    expect(summary).toMatchObject({ documents: 400, failed: 0, lost: 0, open: 0 });
    const values = await wantedValues();
    expect([...values].filter((value) => value.length >= shortestValue).length).toBeGreaterThan(1000);
    const searched = await places();
    // A search of nothing finds nothing: each place must hold what it is searched for.
    for (const place of searched.filter(({ name: at }) => /job$|incr\.aof|OTLP|spans|requests/.test(at))) {
      expect(place.text.length, place.name).toBeGreaterThan(100_000);
    }
    expect(byPlace(findValues(searched, values))).toEqual({});
  });

  it('the same search is red when redaction is turned off by policy', async () => {
    const collection = 'control';
    const dataset = await readDataset(builtInDataset(), 10);
    const { gateway, retriever } = system.stack.file.services;
    await ingestDocuments({ gatewayUrl: gateway?.url ?? '', key: undefined, collection }, dataset.documents);
    const policy = await fetch(`${retriever?.url}/v1/collections/${collection}`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${(await secrets()).serviceToken}`,
      },
      body: JSON.stringify({ redaction: 'off' }),
    });
    expect(policy.status).toBe(200);
    await system.run({ collection, limit: 10 });
    const found = byPlace(findValues(await places(), await wantedValues()));
    expect(Object.keys(found)).toContain('the model’s requests');
    expect(Object.keys(found).some((place) => /bullmq\.job|incr\.aof/.test(place))).toBe(true);
  });
});

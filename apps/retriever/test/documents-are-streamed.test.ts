import { request } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { type Database, openDatabase } from '@rollcall/postgres';
import type { RunningService } from '@rollcall/service';
import { createTestDatabase, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockCollection } from '../src/collections.ts';
import { readConfig } from '../src/config.ts';
import { storeDocuments } from '../src/store-documents.ts';
import { documents, tenantId } from './fixtures.ts';
import { serve } from './serve.ts';

const MIB = 1024 * 1024;

let database: TestDatabase;
let db: Database;
let service: RunningService;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 3 });
  const { limits } = readConfig({ PORT: '0', DATABASE_URL: database.url, QUEUE_URL: database.url });
  service = await serve(db, { limits });
});
afterAll(async () => {
  await service.stop();
  await database.drop();
});

/** Sends NDJSON as fast as it is taken. */
const send = (url: string, lines: Iterable<string>) => {
  const call = request(url, { method: 'POST' });
  let sent = 0;
  const answer = new Promise<{ status: number | undefined; body: Record<string, unknown> }>(
    (resolve, reject) => {
      call.once('error', reject);
      call.once('response', async (response) => {
        resolve({ status: response.statusCode, body: JSON.parse(await readText(response)) });
      });
    },
  );
  const writing = (async () => {
    for (const line of lines) {
      sent += line.length;
      if (!call.write(line)) await new Promise((resolve) => call.once('drain', resolve));
    }
    call.end();
  })();
  return { answer, writing, sent: () => sent };
};

const line = (document: object): string => `${JSON.stringify(document)}\n`;

describe('a body of documents', () => {
  it('is read no faster than Postgres stores it', async () => {
    const name = { tenantId, collection: 'paused' };
    await storeDocuments(db, name, documents({ first: 'first' }));
    const release = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = db.as(tenantId).transaction(async (tx) => {
      await lockCollection(tx, name);
      held.resolve();
      await release.promise;
    });
    await held.promise;

    // The same documents again and again: only the first time makes work.
    const [count, distinct] = [4000, 250];
    function* lines(): Generator<string> {
      for (let at = 0; at < count; at += 1) {
        yield line({ id: `d${at % distinct}`, text: `Text ${at % distinct}. ${'x'.repeat(16_000)}` });
      }
    }
    const { answer, writing, sent } = send(`${service.url}/v1/documents?collection=paused`, lines());
    await until('the sender is held up', async () => {
      const before = sent();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return before > 0 && sent() === before;
    });
    // A batch of 4 million units, and what stands in the buffers of two sockets.
    expect(sent()).toBeLessThan(24 * MIB);
    release.resolve();
    await holding;
    await writing;
    expect(sent()).toBeGreaterThan(60 * MIB);
    expect(await answer).toMatchObject({
      status: 200,
      body: { documents: distinct, unchanged: count - distinct, failed: [] },
    });
  });

  it('may have a document of 5 MB; one of 50 MB is refused and disturbs nobody', async () => {
    const paragraph = `${Array.from({ length: 150 }, (_, at) => `word${at}`).join(' ')}.`;
    const long = `${paragraph}\n\n`.repeat(Math.ceil((5 * MIB) / paragraph.length));
    const flat = 'flat '.repeat(MIB / 5);
    const url = `${service.url}/v1/documents?collection=long`;
    const { answer } = send(url, [
      line({ id: 'long', text: long }),
      line({ id: 'flat', text: flat }),
      line({ id: 'endless', text: 'y'.repeat(MIB) }),
      line({ id: 'too long', text: 'x'.repeat(50 * MIB) }),
      line({ id: 'short', text: 'short' }),
    ]);
    const { status, body } = await answer;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      documents: 4,
      failed: [{ position: 4, id: null, code: 'document.too_large', details: { limitBytes: 16 * MIB } }],
    });
    const { rows } = await db.query<{ least: number; most: number; passages: number }>({
      name: 'test.lengths',
      text: `SELECT min(length(p.text))::int AS least, max(length(p.text))::int AS most, count(*)::int AS passages
             FROM rollcall.passages p JOIN rollcall.collections c ON c.id = p.collection_id WHERE c.name = 'long'`,
    });
    expect(rows[0]?.passages).toBe(body.passages);
    expect(rows[0]?.most).toBeLessThanOrEqual(2000);
  });
});

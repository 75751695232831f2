import { setTimeout as sleep } from 'node:timers/promises';
import { assertNothingBorrowed, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setPolicy } from '../../src/collections.ts';
import { storeDocuments } from '../../src/store-documents.ts';
import { documents, tenantId } from '../fixtures.ts';
import { embed, hang, refuse } from './embedding-server.ts';
import { idsOf, type Setup, setUp, token } from './setup.ts';

let at: Setup;
beforeAll(async () => {
  at = await setUp();
});
beforeEach(async () => {
  at.endpoint.behave(embed);
  at.redactor.answer(undefined);
  at.endpoint.seen.length = 0;
  // Every test has the work on passages to itself.
  await at.db.as(tenantId).query({
    name: '',
    text: 'SELECT rollcall.note_embedded(id, false) FROM rollcall.collections',
  });
});
afterEach(async () => {
  await at.stopAll();
  await assertNothingBorrowed(at.db);
});
afterAll(() => at.close());

const many = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`d${String(n).padStart(3, '0')}`, `car number ${n}`]),
  );

const isDone = (collection: string, done: number) => async (): Promise<boolean> =>
  (await at.progress(collection))?.done === done;

describe('embedding passages', () => {
  it('sends title and text, in batches of so many texts and so many characters', async () => {
    const vectors = at.open({ EMBEDDINGS_BATCH_CHARS: '40', EMBEDDINGS_PASSAGE_PREFIX: 'passage: ' });
    await at.fill('batches', {
      ...many(9),
      titled: { title: 'On cars', text: 'They drive.' },
      long: 'x '.repeat(99),
    });
    await at.embedAll(vectors, 'batches');
    const sizes = at.endpoint.seen.map(({ input }) => input.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(11);
    expect(at.endpoint.texts()).toContain('passage: On cars\n\nThey drive.');
    for (const { input } of at.endpoint.seen) {
      const chars = input.reduce((sum, text) => sum + text.length - 'passage: '.length, 0);
      expect(input.length === 1 || chars <= 40).toBe(true);
    }
    expect(await at.progress('batches')).toEqual({
      model: 'tiny',
      dimensions: 8,
      masked: false,
      done: 11,
      rejected: 0,
      passages: 11,
    });
  });

  it('never holds up an ingestion, and catches up when the endpoint is back', async () => {
    at.endpoint.behave(refuse(503));
    await at.fill('outage', many(3));
    const vectors = at.open();
    const stop = at.start(vectors);
    await until('the endpoint was tried', () => at.endpoint.seen.length > 0);
    await storeDocuments(at.db, { tenantId, collection: 'outage' }, documents({ later: 'car' }));
    expect((await at.ask(vectors, { collection: 'outage', query: 'car' })).passages).toHaveLength(4);
    at.endpoint.behave(embed);
    await until('all is embedded', isDone('outage', 4));
    await stop();
  });

  it('waits as long as the endpoint asks for', async () => {
    at.endpoint.behave(refuse(429, { 'retry-after-ms': '60000' }));
    await at.fill('limited', many(2));
    const stop = at.start(at.open());
    await until('it was asked', () => at.endpoint.seen.length === 1);
    await sleep(300);
    expect(at.endpoint.seen).toHaveLength(1);
    await stop();
  });

  it('is begun anew where it was ended, without sending again what is there', async () => {
    let sent = 0;
    at.endpoint.behave((asked, answer) => {
      sent += 1;
      return sent > 2 ? hang(asked, answer) : embed(asked, answer);
    });
    await at.fill('resumed', many(20));
    const stop = at.start(at.open());
    await until('it hangs', () => sent === 3);
    await stop();
    expect((await at.progress('resumed'))?.done).toBe(8);

    at.endpoint.behave(embed);
    at.endpoint.seen.length = 0;
    await at.embedAll(at.open(), 'resumed');
    expect(at.endpoint.texts()).toHaveLength(12);
  });

  it('is done once although several retrievers work on it', async () => {
    await at.fill('shared', many(40));
    const stops = [at.open(), at.open(), at.open()].map(at.start);
    await until('all is embedded', isDone('shared', 40));
    for (const stop of stops) await stop();
    expect(at.endpoint.texts().sort()).toEqual(Object.values(many(40)).sort());
  });

  it('tells the texts that the endpoint rejects from the others, and goes on', async () => {
    at.endpoint.behave((asked, answer) =>
      asked.input.some((text) => /number (3|17)$/.test(text))
        ? refuse(400)(asked, answer)
        : embed(asked, answer),
    );
    await at.fill('rejected', many(20));
    await at.embedAll(at.open(), 'rejected');
    expect(await at.progress('rejected')).toMatchObject({ done: 18, rejected: 2, passages: 20 });
    const found = await at.ask(at.open(), { collection: 'rejected', query: 'car', k: 30 });
    expect(found.ranking).toEqual({ mode: 'hybrid' });
    expect(idsOf(found)).toContain('d017');
  });

  it('blames no text where the endpoint rejects every one', async () => {
    at.endpoint.behave(refuse(400));
    await at.fill('refused', many(6));
    const stop = at.start(at.open());
    await until('it was asked', () => at.endpoint.seen.length > 3);
    await stop();
    expect(await at.progress('refused')).toMatchObject({ done: 0, rejected: 0, passages: 6 });
  });

  it('replaces the vectors of another model, and does not search by them meanwhile', async () => {
    await at.fill('moved', many(6));
    const stopOld = at.start(at.open());
    await until('all is embedded', isDone('moved', 6));
    const next = at.open({ EMBEDDINGS_MODEL: 'tiny-2', EMBEDDINGS_DIMENSIONS: '12' });
    expect((await at.ask(next, { collection: 'moved', query: 'car' })).ranking).toEqual({
      mode: 'bm25',
      degraded: 'embeddings.pending',
    });
    const stopNext = at.start(next);
    await until('all is replaced, and nothing is left of the old', async () => {
      const { rows } = await at.db.as(tenantId).query<{ model: string }>({
        name: '',
        text: `SELECT s.model FROM rollcall.vector_sets s
               JOIN rollcall.collections c ON c.id = s.collection_id WHERE c.name = 'moved'`,
      });
      return rows.length === 1 && rows[0]?.model === 'tiny-2' && (await isDone('moved', 6)());
    });
    await stopNext();
    // The one that was set up before is still there. It takes nothing back, not even what is new.
    await storeDocuments(at.db, { tenantId, collection: 'moved' }, documents({ newer: 'car' }));
    await sleep(300);
    expect(await at.progress('moved')).toMatchObject({
      model: 'tiny-2',
      dimensions: 12,
      done: 6,
      passages: 7,
    });
    await stopOld();
    expect((await at.ask(next, { collection: 'moved', query: 'car' })).ranking).toEqual({ mode: 'hybrid' });
  });

  it('is undone where the operator switches it off', async () => {
    await at.fill('undone', many(3));
    const vectors = at.open();
    await at.embedAll(vectors, 'undone');
    await setPolicy(at.db, { tenantId, collection: 'undone' }, { embeddings: 'off' });
    expect(await at.progress('undone')).toBeNull();
    const { rows } = await at.db.as(tenantId).query({
      name: '',
      text: 'SELECT FROM rollcall.vectors v JOIN rollcall.passages p ON p.id = v.passage_id JOIN rollcall.collections c ON c.id = p.collection_id AND c.name = $1',
      values: ['undone'],
    });
    expect(rows).toEqual([]);
    at.endpoint.seen.length = 0;
    const stop = at.start(vectors);
    await sleep(200);
    await stop();
    expect(at.endpoint.seen).toEqual([]);
    expect((await at.ask(vectors, { collection: 'undone', query: 'car' })).ranking).toEqual({ mode: 'bm25' });
  });
});

describe('what an endpoint gets to see', () => {
  const private_ = {
    letter: { title: 'Anna Kovacs', text: 'Kovacs drives a car.' },
    other: 'A car of nobody, since 12 May 2020.',
  };

  it('is masked text where the policy says so: passages and questions', async () => {
    await at.fill('masked', private_, 'masked');
    const vectors = at.open();
    await at.embedAll(vectors, 'masked');
    expect(at.endpoint.texts().sort()).toEqual([
      '<PERSON>\n\n<PERSON> drives a car.',
      'A car of nobody, since 12 May 2020.',
    ]);
    at.endpoint.seen.length = 0;
    const found = await at.ask(vectors, { collection: 'masked', query: 'Where does Anna Kovacs drive?' });
    expect(at.endpoint.texts()).toEqual(['Where does <PERSON> drive?']);
    expect(found.ranking).toEqual({ mode: 'hybrid' });
    // The caller gets the text itself.
    expect(found.passages[0]).toMatchObject({ title: 'Anna Kovacs', text: 'Kovacs drives a car.' });
    expect(new Set(at.redactor.tokens)).toEqual(new Set([`Bearer ${token}`]));
    expect((await at.progress('masked'))?.masked).toBe(true);
  });

  it('is the text itself only where policy and settings both say so', async () => {
    await at.fill('trusted', private_, 'trusted');
    await at.embedAll(at.open(), 'trusted');
    expect(at.endpoint.texts()).toContain('Anna Kovacs\n\nKovacs drives a car.');
    at.endpoint.seen.length = 0;

    const distrusting = at.open({ EMBEDDINGS_TRUSTED: '0' });
    const stop = at.start(distrusting);
    await until('all is replaced', async () => (await at.progress('trusted'))?.masked === true);
    await until('all is embedded', isDone('trusted', 2));
    await at.ask(distrusting, { collection: 'trusted', query: 'Anna Kovacs' });
    await stop();
    expect(at.endpoint.texts().filter((text) => text.includes('Kovacs'))).toEqual([]);
    expect(at.endpoint.texts()).toContain('<PERSON>');
  });

  it.each<[string, () => void]>([
    ['is away', () => at.redactor.answer(503, {})],
    ['answers nonsense', () => at.redactor.answer(200, { findings: [] })],
    ['looked at another number of texts', () => at.redactor.answer(200, [])],
    [
      'looked at another text',
      () => at.redactor.answer(200, [[{ entity_type: 'PERSON', start: 0, end: 999 }]]),
    ],
  ])('is nothing where the redactor %s', async (_name, break_) => {
    await at.fill('masked', private_, 'masked');
    const vectors = at.open();
    await at.embedAll(vectors, 'masked');
    at.endpoint.seen.length = 0;
    break_();
    await at.fill('unmasked', private_, 'masked');
    const failures = at.failuresOf(vectors);
    const stop = at.start(vectors);
    await until('it was tried', async () => (await failures()).includes('embeddings.unmasked'));
    const found = await at.ask(vectors, { collection: 'masked', query: 'Anna Kovacs' });
    await stop();
    expect(found.ranking).toEqual({ mode: 'bm25', degraded: 'embeddings.unmasked' });
    expect(at.endpoint.seen).toEqual([]);
  });

  it('is nothing without a redactor', async () => {
    await at.fill('alone', private_, 'masked');
    const { endpoint } = at;
    const vectors = at.open({ REDACTOR_URL: '' });
    const failures = at.failuresOf(vectors);
    const stop = at.start(vectors);
    await until('it was tried', async () => (await failures()).includes('embeddings.unmasked'));
    await stop();
    expect(endpoint.seen).toEqual([]);
  });
});

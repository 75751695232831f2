import { assertNothingBorrowed } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { deleteDocument, storeDocuments } from '../../src/store-documents.ts';
import { documents, tenantId } from '../fixtures.ts';
import { type Behaviour, embed, hang, refuse, send, vectorOf } from './embedding-server.ts';
import { idsOf, type Setup, setUp } from './setup.ts';

let at: Setup;
beforeAll(async () => {
  at = await setUp();
});
beforeEach(() => {
  at.endpoint.behave(embed);
});
afterEach(() => assertNothingBorrowed(at.db));
afterAll(() => at.close());

const texts = {
  engine: 'The car has an engine.',
  mechanic: 'An automobile went to the mechanic.',
  orchard: 'The apple grows in an orchard.',
  physician: 'The doctor works at a clinic.',
};

describe('hybrid search', () => {
  it('finds by meaning what shares no word with the question, behind what does', async () => {
    const vectors = at.open();
    await at.fill('meaning', texts);
    await at.embedAll(vectors, 'meaning');
    const found = await at.ask(vectors, { collection: 'meaning', k: 2 });
    expect(found.ranking).toEqual({ mode: 'hybrid' });
    expect(idsOf(found)).toEqual(['mechanic', 'engine']);
    expect(found.passages[1]).toEqual({
      documentId: 'engine',
      passageId: expect.any(String),
      title: '',
      text: 'The car has an engine.',
      score: 1 / 61,
      start: 0,
      end: 22,
    });
    expect(idsOf(await at.ask(vectors, { collection: 'meaning', k: 2, mode: 'bm25' }))).toEqual(['mechanic']);
  });

  it('explains where each passage stood in both lists', async () => {
    const vectors = at.open();
    const found = await at.ask(vectors, { collection: 'meaning', explain: true });
    const [mechanic, engine] = found.passages.map(({ explanation }) => explanation);
    const cosine = (text: string): number => {
      const [a, b] = [vectorOf('automobile'), vectorOf(text)];
      const dot = (x: number[], y: number[]) => x.reduce((sum, number, at) => sum + number * y[at]!, 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    expect(mechanic).toMatchObject({
      fusion: { bm25: { rank: 1, score: expect.any(Number) }, dense: { rank: 2 } },
    });
    expect(engine).toEqual({
      fusion: { dense: { rank: 1, score: expect.closeTo(cosine(texts.engine), 5) } },
    });
    const unasked = await at.ask(vectors, { collection: 'meaning' });
    expect(unasked.passages[0]).not.toHaveProperty('explanation');
  });

  it('answers the same after a restart, and from a database that was filled in another order', async () => {
    const answers = [];
    for (const [collection, order] of Object.entries({
      ascending: Object.entries(texts),
      descending: Object.entries(texts).toReversed(),
    })) {
      for (const [id, text] of order) await at.fill(collection, { [id]: text, [`${id}-copy`]: text });
      await at.embedAll(at.open(), collection);
      const { passages } = await at.ask(at.open(), { collection, query: 'a fruit or a ship' });
      answers.push(passages.map(({ documentId, score }) => ({ documentId, score })));
    }
    expect(answers[0]).toHaveLength(8);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('never answers a passage that is gone, and finds its successor once that has a vector', async () => {
    const vectors = at.open();
    await at.fill('changing', texts);
    await at.embedAll(vectors, 'changing');
    expect(idsOf(await at.ask(vectors, { collection: 'changing', query: 'vehicle' }))[0]).toBe('engine');

    await storeDocuments(
      at.db,
      { tenantId, collection: 'changing' },
      documents({ engine: 'A boat with a sail.', newer: 'Nothing yet.' }),
    );
    await deleteDocument(at.db, { tenantId, collection: 'changing' }, 'physician');
    const stale = await at.ask(vectors, { collection: 'changing', query: 'vehicle' });
    expect(idsOf(stale)).toEqual(['mechanic']);

    await at.embedAll(vectors, 'changing');
    const fresh = await at.ask(vectors, { collection: 'changing', query: 'harbour' });
    expect(idsOf(fresh)[0]).toBe('engine');
    expect(idsOf(fresh)).not.toContain('physician');
  });

  it('lets passages without a vector take part by BM25 alone', async () => {
    const vectors = at.open();
    await at.fill('partly', texts);
    await at.embedAll(vectors, 'partly');
    await storeDocuments(
      at.db,
      { tenantId, collection: 'partly' },
      documents({ late: 'One more automobile.' }),
    );
    const found = await at.ask(vectors, { collection: 'partly' });
    expect(found.ranking).toEqual({ mode: 'hybrid' });
    expect(idsOf(found)).toContain('late');
  });

  it('keeps to the filter', async () => {
    const vectors = at.open();
    await at.fill('filtered', {
      old: { text: texts.engine, metadata: { year: 1950 } },
      new: { text: texts.mechanic, metadata: { year: 2020 } },
      older: { text: 'A vehicle of wood.', metadata: { year: 1950 } },
      fruit: { text: texts.orchard, metadata: { year: 1950 } },
    });
    await at.embedAll(vectors, 'filtered');
    const found = await at.ask(vectors, { collection: 'filtered', filter: parseFilter({ year: 1950 }) });
    expect(idsOf(found).sort()).toEqual(['old', 'older']);
    expect(
      idsOf(await at.ask(vectors, { collection: 'filtered', filter: parseFilter({ year: 1 }) })),
    ).toEqual([]);
  });
});

describe('without vectors BM25 alone answers and says why', () => {
  const bm25 = ['mechanic'];

  it('where the collection is not to be embedded, only to those who asked for it', async () => {
    const vectors = at.open();
    await at.fill('plain', texts, 'off');
    expect(await at.ask(vectors, { collection: 'plain' })).toMatchObject({ ranking: { mode: 'bm25' } });
    const asked = await at.ask(vectors, { collection: 'plain', mode: 'hybrid' });
    expect(asked.ranking).toEqual({ mode: 'bm25', degraded: 'embeddings.off' });
    expect(idsOf(asked)).toEqual(bm25);
  });

  it('where nothing is embedded yet, without asking the endpoint', async () => {
    await at.fill('pending', texts);
    const before = at.endpoint.seen.length;
    const found = await at.ask(at.open(), { collection: 'pending' });
    expect(found.ranking).toEqual({ mode: 'bm25', degraded: 'embeddings.pending' });
    expect(idsOf(found)).toEqual(bm25);
    expect(at.endpoint.seen).toHaveLength(before);
  });

  it.each<[string, Behaviour, string]>([
    ['the endpoint is broken', refuse(500), 'embeddings.unavailable'],
    ['the endpoint hangs', hang, 'embeddings.timeout'],
    ['it has had enough', refuse(429), 'embeddings.rate_limited'],
    ['the key is wrong', refuse(401), 'embeddings.access'],
    ['it answers nothing', (_asked, answer) => send(answer, 200, 'text/plain', ''), 'embeddings.invalid'],
    [
      'its vectors have another dimension',
      (asked, answer) => embed({ ...asked, dimensions: 6 }, answer),
      'embeddings.invalid',
    ],
  ])('where %s', async (_name, behaviour, degraded) => {
    const vectors = at.open(degraded === 'embeddings.timeout' ? { EMBEDDINGS_TIMEOUT_MS: '200' } : {});
    at.endpoint.behave(behaviour);
    const found = await at.ask(vectors, { collection: 'meaning', k: 3 });
    expect(found.ranking).toEqual({ mode: 'bm25', degraded });
    expect(idsOf(found)).toEqual(bm25);
  });

  it('where the breaker is open, at once', async () => {
    const vectors = at.open();
    at.endpoint.behave(refuse(503));
    for (let time = 0; time < 3; time += 1) await at.ask(vectors, { collection: 'meaning' });
    const before = at.endpoint.seen.length;
    const found = await at.ask(vectors, { collection: 'meaning' });
    expect(found.ranking).toEqual({ mode: 'bm25', degraded: 'embeddings.unavailable' });
    expect(at.endpoint.seen).toHaveLength(before);
    expect(vectors.breakers[0]?.state()).toBe('open');
  });

  it('and does not wait for an endpoint that hangs more than three times', async () => {
    const vectors = at.open({ EMBEDDINGS_TIMEOUT_MS: '500' });
    at.endpoint.behave(hang);
    for (let time = 0; time < 3; time += 1) await at.ask(vectors, { collection: 'meaning' });
    const before = at.endpoint.seen.length;
    expect((await at.ask(vectors, { collection: 'meaning' })).ranking.degraded).toBe('embeddings.timeout');
    expect(at.endpoint.seen).toHaveLength(before);
  });

  it('but not because many ask at once: no more than so many are at the endpoint', async () => {
    const vectors = at.open({ EMBEDDINGS_CONCURRENCY: '3' });
    at.endpoint.behave((asked, answer) => setTimeout(embed, 20, asked, answer));
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => at.ask(vectors, { collection: 'meaning' })),
    );
    expect(new Set(answers.map(({ ranking }) => ranking.mode))).toEqual(new Set(['hybrid']));
    expect(at.endpoint.mostOpen()).toBe(3);
  });

  it('still refuses what is wrong with the question itself', async () => {
    await expect(at.ask(at.open(), { collection: 'nowhere' })).rejects.toMatchObject({
      code: 'collection.not_found',
    });
  });
});

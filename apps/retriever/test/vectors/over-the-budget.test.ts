import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Setup, setUp } from './setup.ts';

let at: Setup;
beforeAll(async () => {
  at = await setUp();
});
afterAll(() => at.close());

it('searches vectors that do not fit into memory where they lie, with the same answer', async () => {
  const large = Object.fromEntries(
    Array.from({ length: 80 }, (_, n) => [
      `d${n}`,
      `car${'x'.repeat(n)} ${n % 3 ? 'engine' : 'apple'} words`,
    ]),
  );
  const wide = { EMBEDDINGS_DIMENSIONS: '4096' };
  await at.fill('large', large);
  await at.embedAll(at.open(wide), 'large');
  const ask = (env: Record<string, string>) =>
    at.ask(at.open({ ...wide, ...env }), { collection: 'large', query: 'vehicle', explain: true });
  const inMemory = await ask({ SEARCH_MEMORY_MIB: '64' });
  // 80 vectors of 16 KiB are more than a MiB.
  expect(await ask({ SEARCH_MEMORY_MIB: '1' })).toEqual(inMemory);
  expect(inMemory).toMatchObject({ ranking: { mode: 'hybrid' }, passages: { length: 10 } });
  const late = await ask({ SEARCH_MEMORY_MIB: '1', EMBEDDINGS_TIMEOUT_MS: '1' });
  expect(late.ranking).toMatchObject({ mode: 'bm25', degraded: expect.stringMatching(/^embeddings\./) });
});

import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { analyzeTogether } from '../src/analyze.ts';
import { findInTurns } from '../src/find-in-turns.ts';
import { createFindingCache, type FindingMemory } from '../src/finding-cache.ts';

const texts = ['Name: Ysolde Vanterpool', 'Vanterpool called from +36 30 123 4567.', 'Nothing is here.'];

describe('finding in turns', () => {
  it('leaves nothing to look for, and finds the same', async () => {
    const cache = await findInTurns(texts, {});
    const findAgain = (): never => {
      throw new Error('looked for again');
    };
    const known: FindingMemory = { remember: (text, looked) => cache.remember(text, looked, findAgain) };
    expect(analyzeTogether(texts, { cache: known })).toEqual(analyzeTogether(texts));
  });

  it('takes what is known already, and makes known what is new', async () => {
    const shared = createFindingCache(100);
    await findInTurns(texts.slice(0, 2), {}, { shared });
    await findInTurns(texts, {}, { shared });
    expect(shared.counts()).toEqual({ hits: 2, misses: 3 });
  });

  it('lets others in between two texts', async () => {
    const order: string[] = [];
    const finding = findInTurns(texts, {}).then(() => order.push('found'));
    await setImmediate();
    order.push('another');
    await finding;
    expect(order).toEqual(['another', 'found']);
  });
});

import { describe, expect, it } from 'vitest';
import { createFindingCache } from '../src/finding-cache.ts';
import { maskDocument } from '../src/mask-document.ts';
import type { Finding } from '../src/recognizers/recognizer.ts';

const finding = (start: number): Finding => ({
  entity: 'URL',
  start,
  end: start + 1,
  score: 1,
  because: { recognizer: 'test', pattern: 'test', originalScore: 1 },
});

describe('what was found in a text', () => {
  it('is found once, for each thing that was looked for', () => {
    const cache = createFindingCache(100);
    const looked: string[] = [];
    const ask = (text: string, what: string) =>
      cache.remember(text, what, () => {
        looked.push(`${what} ${text}`);
        return [finding(0)];
      });
    for (const text of ['a', 'b', 'a', 'a']) ask(text, 'URL');
    ask('a', 'PERSON');
    expect(looked).toEqual(['URL a', 'URL b', 'PERSON a']);
    expect(cache.counts()).toEqual({ hits: 2, misses: 3 });
  });

  it('is forgotten in the order in which it was asked for, when there is no room', () => {
    const cache = createFindingCache(6);
    const misses = (text: string): number => {
      const before = cache.counts().misses;
      cache.remember(text, '', () => [finding(0)]);
      return cache.counts().misses - before;
    };
    expect(['a', 'b', 'c', 'a', 'd'].map(misses)).toEqual([1, 1, 1, 0, 1]);
    expect(['a', 'c', 'd', 'b'].map(misses)).toEqual([0, 0, 0, 1]);
  });

  it('is not kept where it alone is over the bound', () => {
    const cache = createFindingCache(2);
    const many = [finding(0), finding(1)];
    for (const _ of [1, 2]) expect(cache.remember('a', '', () => many)).toEqual(many);
    expect(cache.counts()).toEqual({ hits: 0, misses: 2 });
  });

  it('of somebody who is asked is kept by who it was, and a second answer takes the place of the first', () => {
    const cache = createFindingCache(4);
    cache.keep('a', 'them', [finding(0)]);
    cache.keep('a', 'them', [finding(1)]);
    cache.keep('b', 'them', []);
    expect(cache.recall('a', 'them')).toEqual([finding(1)]);
    expect(cache.recall('b', 'them')).toEqual([]);
    expect(cache.recall('a', 'others')).toBeUndefined();
  });

  it('tells texts apart that UTF-8 does not', () => {
    const cache = createFindingCache(10);
    cache.remember('\ud800', '', () => [finding(0)]);
    expect(cache.remember('\ud801', '', () => [])).toEqual([]);
  });
});

describe('a passage of many documents', () => {
  const passage = {
    id: 'p',
    title: 'Letter',
    text: 'Dr. Imre Szabo, imre.szabo@example.com, pays with 4111 1111 1111 1111.',
    score: 1,
  };
  const ask = (question: string, cache?: ReturnType<typeof createFindingCache>) =>
    maskDocument(
      { messages: [{ role: 'user', content: question }], passages: [passage] },
      { policy: 'mask', ...(cache === undefined ? {} : { cache }) },
    );

  it('is analysed once, and masked in each as if it were the only one', () => {
    const cache = createFindingCache(1000);
    for (const question of ['Who is Szabo?', 'Did Ms. Aiko Tanaka meet Imre?', 'Szabo or Tanaka?']) {
      expect(ask(question, cache)).toEqual(ask(question));
    }
    // Each question and, once, the title and the passage.
    expect(cache.counts()).toEqual({ hits: 4, misses: 5 });
  });

  it('is analysed again for another policy', () => {
    const cache = createFindingCache(1000);
    ask('Who?', cache);
    const { masked } = maskDocument(
      { messages: [{ role: 'user', content: 'Who?' }], passages: [passage] },
      { policy: 'mask', redaction: { entities: ['CREDIT_CARD'] }, cache },
    );
    expect(masked.redactions).toEqual({ CREDIT_CARD: 1 });
  });
});

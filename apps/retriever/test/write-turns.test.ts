import { describe, expect, it } from 'vitest';
import { createWriteTurns } from '../src/write-turns.ts';

/** Writers that end when they are told to; `begun` says in which order they began. */
const writers = (atOnce: number) => {
  const turns = createWriteTurns(atOnce);
  const begun: string[] = [];
  const start = (name: string, collection: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const done = turns.take(collection, () => {
      begun.push(name);
      return promise;
    });
    return { end: resolve, fail: reject, done };
  };
  return { begun, start };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('writers', () => {
  it('of one collection write one after the other, in the order of arrival', async () => {
    const { begun, start } = writers(3);
    const [a, b, c] = [start('a', 'x'), start('b', 'x'), start('c', 'x')];
    await turn();
    expect(begun).toEqual(['a']);
    a.end();
    await turn();
    expect(begun).toEqual(['a', 'b']);
    b.end();
    await turn();
    expect(begun).toEqual(['a', 'b', 'c']);
    c.end();
    await Promise.all([a.done, b.done, c.done]);
  });

  it('of other collections need not wait for them, but few write at once', async () => {
    const { begun, start } = writers(2);
    const all = [start('x1', 'x'), start('x2', 'x'), start('y1', 'y'), start('z1', 'z')];
    await turn();
    expect(begun).toEqual(['x1', 'y1']);
    all[2]?.end();
    await turn();
    expect(begun).toEqual(['x1', 'y1', 'z1']);
    all[0]?.end();
    await turn();
    expect(begun).toEqual(['x1', 'y1', 'z1', 'x2']);
    for (const { end } of all) end();
    await Promise.all(all.map(({ done }) => done));
  });

  it('that fail let the next one in', async () => {
    const { begun, start } = writers(1);
    const [a, b] = [start('a', 'x'), start('b', 'x')];
    a.fail(new Error('away'));
    await expect(a.done).rejects.toThrow('away');
    await turn();
    expect(begun).toEqual(['a', 'b']);
    b.end();
    await b.done;
  });
});

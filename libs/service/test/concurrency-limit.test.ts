import { describe, expect, it } from 'vitest';
import { concurrencyLimit } from '../src/concurrency-limit.ts';

const never = new AbortController().signal;

/** Work that ends when it is told to. */
const job = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
};

describe('places under a limit', () => {
  it('are given in the order in which they were asked for, and no more of them than there are', async () => {
    const places = concurrencyLimit(2);
    const begun: number[] = [];
    const jobs = [0, 1, 2, 3].map(() => job());
    const done = jobs.map(({ work }, index) =>
      places.run(never, async () => {
        begun.push(index);
        await work();
      }),
    );
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    for (const { end } of jobs) {
      end();
      await new Promise(setImmediate);
    }
    await Promise.all(done);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('come back when the work fails', async () => {
    const places = concurrencyLimit(1);
    await expect(places.run(never, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await places.run(never, async () => 'next')).toBe('next');
  });

  it('are not kept for who has gone away', async () => {
    const places = concurrencyLimit(1);
    const { work, end } = job();
    const first = places.run(never, work);
    const leaving = new AbortController();
    const gone = places.run(leaving.signal, () => expect.unreachable());
    const last = places.run(never, async () => 'last');
    leaving.abort(new Error('went away'));
    await expect(gone).rejects.toThrow('went away');
    end();
    await first;
    expect(await last).toBe('last');
    await expect(places.run(leaving.signal, async () => 'late')).rejects.toThrow('went away');
  });
});

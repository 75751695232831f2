import { describe, expect, it } from 'vitest';
import { createLine } from '../src/line.ts';

const here = new AbortController().signal;

describe('a line', () => {
  it('lets so many through at once, in the order in which they came', async () => {
    const line = createLine({ atOnce: 2, most: 100 });
    const order: number[] = [];
    let inside = 0;
    let most = 0;
    const pass = (number: number) =>
      line.pass(async () => {
        order.push(number);
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
      }, here);
    await Promise.all(Array.from({ length: 20 }, (_, number) => pass(number)));
    expect(order).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(most).toBe(2);
  });

  it('goes on where somebody’s work fails, and passes the failure on', async () => {
    const line = createLine({ atOnce: 1, most: 100 });
    const failing = line.pass(() => Promise.reject(new Error('mine')), here);
    const next = line.pass(async () => 'done', here);
    await expect(failing).rejects.toThrow('mine');
    await expect(next).resolves.toBe('done');
  });

  it('refuses whoever comes when it is full, with the time to come back', async () => {
    const line = createLine({ atOnce: 1, most: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = line.pass(() => promise, here);
    const second = line.pass(async () => 'second', here);
    await expect(line.pass(async () => 'third', here)).rejects.toMatchObject({
      code: 'service.overloaded',
      details: { retryAfterSeconds: 5 },
    });
    resolve();
    await first;
    await expect(second).resolves.toBe('second');
    await expect(line.pass(async () => 'fourth', here)).resolves.toBe('fourth');
  });

  it('does no work for a caller who has gone, and says how long the others waited', async () => {
    const line = createLine({ atOnce: 1, most: 10 });
    const gone = new AbortController();
    const done: string[] = [];
    const first = line.pass(() => new Promise((resolve) => setTimeout(resolve, 30)), here);
    const left = line.pass(async () => done.push('gone'), gone.signal);
    const waited = line.pass(async (ms) => ms, here);
    gone.abort();
    // At once, and not when its turn would have come.
    const isFirst = await Promise.race([first.then(() => 'first'), left.catch((thrown) => thrown.code)]);
    expect(isFirst).toBe('deadline.exceeded');
    await first;
    expect(await waited).toBeGreaterThanOrEqual(25);
    expect(done).toEqual([]);
    await expect(line.pass(async () => 'late', gone.signal)).rejects.toMatchObject({
      code: 'deadline.exceeded',
    });
    expect(await line.pass(async () => 'next', here)).toBe('next');
  });
});

import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import { openSpanQueue } from '../src/ingest/span-queue.ts';

/** A queue whose writes end when the test says so, on a clock of the test's own. */
const controlled = (maxSpans = 10) => {
  const writes: { spans: string[]; end: (failure?: Failure) => void }[] = [];
  const clock = { ms: 0 };
  const queue = openSpanQueue<string>({
    maxSpans,
    retryAfterSeconds: 5,
    now: () => clock.ms,
    write: (spans) =>
      new Promise((resolve, reject) => {
        writes.push({ spans, end: (failure) => (failure ? reject(failure) : resolve()) });
      }),
  });
  return { queue, writes, clock };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue before Postgres', () => {
  it('answers a request when its spans are written and not before', async () => {
    const { queue, writes } = controlled();
    let answered = false;
    const put = queue.put(['a']).then(() => {
      answered = true;
    });
    await settled();
    expect(answered).toBe(false);
    expect(queue.size()).toBe(1);
    writes[0]?.end();
    await put;
    expect(queue.size()).toBe(0);
  });

  it('writes one batch at a time, in order', async () => {
    const { queue, writes } = controlled();
    const first = queue.put(['a']);
    const second = queue.put(['b']);
    await settled();
    expect(writes.map((write) => write.spans)).toEqual([['a']]);
    writes[0]?.end();
    await first;
    await settled();
    expect(writes.map((write) => write.spans)).toEqual([['a'], ['b']]);
    writes[1]?.end();
    await second;
  });

  it('refuses what does not fit, and takes it once there is room', async () => {
    const { queue, writes } = controlled(3);
    const first = queue.put(['a', 'b']);
    await expect(queue.put(['c', 'd'])).rejects.toMatchObject({
      code: 'service.overloaded',
      details: { retryAfterSeconds: 5 },
    });
    await settled();
    writes[0]?.end();
    await first;
    const again = queue.put(['c', 'd']);
    await settled();
    writes[1]?.end();
    await again;
  });

  it('takes a request that is larger than the bound when nothing else waits', async () => {
    const { queue, writes } = controlled(1);
    const put = queue.put(['a', 'b', 'c']);
    await settled();
    writes[0]?.end();
    await put;
  });

  it('tells every waiting request at once that Postgres is away, and tries again a second later', async () => {
    const { queue, writes, clock } = controlled();
    const away = { code: 'postgres.unavailable', details: { retryAfterSeconds: 5 } };
    const first = expect(queue.put(['a'])).rejects.toMatchObject(away);
    const second = expect(queue.put(['b'])).rejects.toMatchObject(away);
    await settled();
    writes[0]?.end(new Failure('postgres.unavailable'));
    await Promise.all([first, second]);
    await expect(queue.put(['c'])).rejects.toMatchObject(away);
    expect(writes).toHaveLength(1);

    clock.ms = 1000;
    const later = queue.put(['d']);
    await settled();
    writes[1]?.end();
    await later;
    expect(queue.size()).toBe(0);
  });

  it('does not hold a defect of one batch against the next', async () => {
    const { queue, writes } = controlled();
    const first = expect(queue.put(['a'])).rejects.toMatchObject({ code: 'postgres.query' });
    const second = queue.put(['b']);
    await settled();
    writes[0]?.end(new Failure('postgres.query'));
    await first;
    await settled();
    writes[1]?.end();
    await second;
  });
});

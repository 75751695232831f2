import { randomUUID } from 'node:crypto';
import { type JobKey, jobId, stepOf } from '@rollcall/pipeline';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Consumer, type Handled, openQueue, type Queue } from '../src/index.ts';

const log = createLog('test');

describe.each(testBackends())('the queue on $name', (backend) => {
  let database: TestDatabase;
  let queue: Queue;
  let at: { url: string; prefix: string };
  const consumers: Consumer[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    at = backend.queue(database.url);
    queue = openQueue({ ...at, service: 'test', consumers: 2, log });
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.drain(1000)));
    await queue.close();
  });

  const key = (hop: JobKey['hop'] = 'ground'): JobKey => ({ hop, rowId: randomUUID(), epoch: 1 });
  const consume = async (hop: JobKey['hop'], handle: Parameters<Queue['consume']>[1]): Promise<Consumer> => {
    const consumer = await queue.consume(hop, handle, { concurrency: 2 });
    consumers.push(consumer);
    return consumer;
  };

  it('hands a job to one handler with its payload', async () => {
    const one = key();
    const seen: unknown[] = [];
    await consume('ground', async (job) => {
      seen.push([job.id, job.payload, job.attempt]);
      return { kind: 'done' };
    });
    await queue.add(one, { n: 1 });
    await until('the job is done', () => seen.length === 1);
    expect(seen).toEqual([[jobId(one), { n: 1 }, 1]]);
    await until(
      'no job is live any more',
      async () => (await queue.standing([one])).get(one.rowId)?.live === undefined,
    );
  });

  it('ignores a second add of the same job, finished or not', async () => {
    const one = key();
    let runs = 0;
    await queue.add(one, { n: 1 });
    await queue.add(one, { n: 2 });
    await consume('ground', async () => {
      runs += 1;
      return { kind: 'done' };
    });
    await until('the job is done', async () => (await queue.counts()).ground.active === 0 && runs > 0);
    await queue.add(one, { n: 3 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(runs).toBe(1);
    expect(await queue.has(one)).toBe(true);
  });

  it('tries again by the policy, with what the try before has noted, and keeps only the code', async () => {
    const one = key();
    const seen: [number, unknown][] = [];
    await consume('ground', async (job): Promise<Handled> => {
      seen.push([job.attempt, job.payload]);
      return { kind: 'retry', code: 'model.timeout', payload: { tried: job.attempt } };
    });
    await queue.add(one, { tried: 0 });
    await until(
      'the queue gives up',
      async () => (await queue.standing([one])).get(one.rowId)?.failed === 'ground',
    );
    const { attempts } = stepOf('ground').retry;
    expect(seen).toEqual(Array.from({ length: attempts }, (_, index) => [index + 1, { tried: index }]));
    expect((await queue.standing([one])).get(one.rowId)).toEqual({ live: undefined, failed: 'ground' });
  });

  it('tells where a job stands while it waits, is at work and is delayed', async () => {
    const one = key();
    await queue.add(one, {});
    expect((await queue.standing([one])).get(one.rowId)?.live).toBe('ground');
    const gate = Promise.withResolvers<Handled>();
    await consume('ground', async () => gate.promise);
    await until('it is active', async () => (await queue.counts()).ground.active === 1);
    expect((await queue.standing([one])).get(one.rowId)?.live).toBe('ground');
    gate.resolve({ kind: 'later', delayMs: 60_000 });
    await until('it is delayed', async () => (await queue.counts()).ground.delayed === 1);
    expect((await queue.standing([one])).get(one.rowId)?.live).toBe('ground');
  });

  it('discards jobs that wait or are delayed, and never one at work or a finished one', async () => {
    const [done, delayed, active, waiting, other] = [key(), key(), key(), key(), key()];
    const gate = Promise.withResolvers<Handled>();
    const started: string[] = [];
    const answers: Record<string, Handled | Promise<Handled>> = {
      [jobId(done)]: { kind: 'done' },
      [jobId(delayed)]: { kind: 'later', delayMs: 60_000 },
      [jobId(active)]: gate.promise,
    };
    const consumer = await queue.consume(
      'ground',
      async (job) => {
        started.push(job.id);
        return answers[job.id] ?? { kind: 'done' };
      },
      { concurrency: 1 },
    );
    consumers.push(consumer);
    for (const one of [done, delayed, active, waiting, other]) await queue.add(one, {});
    await until('the third is at work', async () => started.length === 3);

    expect(await queue.discard([done, delayed, active, waiting], ['verify'])).toBe(0);
    expect(await queue.discard([done, delayed, active, waiting])).toBe(2);
    expect(await queue.discard([done, delayed, active, waiting])).toBe(0);
    const standing = await queue.standing([delayed, active, waiting, other]);
    const live = [delayed, active, waiting, other].map((one) => standing.get(one.rowId)?.live);
    expect(live).toEqual([undefined, 'ground', undefined, 'ground']);
    expect(await queue.has(done)).toBe(true);
    expect(await queue.has({ ...done, epoch: 9 })).toBe(false);
    expect(await queue.has({ ...done, epoch: 9 }, done)).toBe(true);

    gate.resolve({ kind: 'done' });
    await until('the rest is done', async () => started.length === 4);
    expect(started).toEqual([done, delayed, active, other].map(jobId));
  });

  it('sees and discards the jobs of a further round with those of the first', async () => {
    const one = { rowId: randomUUID(), epoch: 1 };
    await queue.add({ hop: 'generate', ...one, round: 2 }, {});
    expect((await queue.standing([one])).get(one.rowId)?.live).toBe('generate');
    expect(await queue.has({ hop: 'generate', ...one })).toBe(false);
    expect(await queue.discard([one], ['generate'])).toBe(1);
    expect((await queue.standing([one])).get(one.rowId)?.live).toBeUndefined();
  });

  it('discards the job of the named epoch only', async () => {
    const one = key();
    await queue.add({ ...one, epoch: 2 }, {});
    expect(await queue.discard([one])).toBe(0);
    expect(await queue.discard([{ ...one, epoch: 2 }])).toBe(1);
    await queue.add({ ...one, epoch: 2 }, {});
    expect((await queue.standing([{ ...one, epoch: 2 }])).get(one.rowId)?.live).toBe('ground');
  });

  it('hands a job back at the drain deadline: another replica has it at once, no attempt spent', async () => {
    const one = key('verify');
    const busy = await consume('verify', (_job, signal) => {
      return new Promise<Handled>((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'hand-back' }));
      });
    });
    await queue.add(one, {});
    await until('it is active', async () => (await queue.counts()).verify.active === 1);
    await busy.drain(100);
    expect(busy.consuming()).toBe(false);

    const replica = openQueue({ ...at, service: 'replica', consumers: 1, log });
    const attempts: number[] = [];
    const second = await replica.consume(
      'verify',
      async (job) => {
        attempts.push(job.attempt);
        return { kind: 'done' };
      },
      { concurrency: 1 },
    );
    await until('the replica has run it', () => attempts.length === 1, 5000);
    expect(attempts).toEqual([1]);
    await second.drain(1000);
    await replica.close();
  });
});

it('an unreachable server is a failure with a code, soon', async () => {
  for (const url of ['redis://127.0.0.1:9', 'postgres://nobody@127.0.0.1:9/none']) {
    const queue = openQueue({ url, service: 'test', consumers: 0, log: createLog('test') });
    const started = Date.now();
    await expect(queue.add({ hop: 'ground', rowId: randomUUID(), epoch: 1 }, {})).rejects.toMatchObject({
      code: 'queue.unavailable',
    });
    expect(Date.now() - started).toBeLessThan(15_000);
    await queue.close();
  }
});

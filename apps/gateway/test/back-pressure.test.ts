import { randomUUID } from 'node:crypto';
import { first } from '@rollcall/pipeline';
import { openQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdmission } from '../src/admission.ts';
import { admit, type Load } from '../src/admit.ts';

const log = createLog('test');

describe('a request', () => {
  const load: Load = { waiting: 400, served: 100, overMs: 10_000, busyMs: 30_000 };

  it('is admitted where what waits before it is done by its deadline', () => {
    expect(admit(load, 40_000, 0)).toEqual({ admitted: true });
    expect(admit(load, 39_999, 0)).toEqual({ admitted: false, retryAfterSeconds: 1 });
  });

  it('is told to come back when the queue will be short enough, spread over some time', () => {
    expect(admit(load, 20_000, 0)).toEqual({ admitted: false, retryAfterSeconds: 20 });
    expect(admit(load, 20_000, 1)).toEqual({ admitted: false, retryAfterSeconds: 25 });
    expect(admit({ ...load, waiting: 100_000 }, 20_000, 0)).toMatchObject({ retryAfterSeconds: 60 });
  });

  it.each([
    ['the system is idle', { waiting: 0, served: 0, busyMs: 0 }],
    ['few wait, however slowly they are served', { waiting: 32, served: 1 }],
    ['the queue has only begun to fill', { waiting: 5000, served: 1, busyMs: 2999 }],
    ['the first document may still be on its way', { waiting: 5000, served: 0, busyMs: 19_999 }],
  ])('is admitted while %s', (_when, changes) => {
    expect(admit({ ...load, ...changes }, 20_000, 0.5)).toEqual({ admitted: true });
  });

  it('is refused where nothing was served for as long as it has', () => {
    const stuck = { ...load, served: 0, busyMs: 20_000 };
    expect(admit(stuck, 20_000, 0.5)).toEqual({ admitted: false, retryAfterSeconds: 60 });
  });
});

describe.each(testBackends())('back-pressure, with the queue on $name', (backend) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('follows what waits in the real queue and how fast it is settled', async () => {
    const queue = openQueue({ ...backend.queue(database.url), service: 'test', consumers: 2, log });
    const admission = createAdmission({ queue, log });
    const job = () => first({ rowId: randomUUID(), epoch: 1 });
    const add = (hop: 'retrieve' | 'settle') => {
      const payload = job();
      return queue.add({ hop, rowId: payload.rowId, epoch: 1 }, payload);
    };
    const stop = admission.start();
    expect(admission.refusal(1)).toBeUndefined();

    for (let n = 0; n < 80; n += 1) await add('retrieve');
    const settling = await queue.consume(
      'settle',
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return { kind: 'done' };
      },
      { concurrency: 1 },
    );
    for (let n = 0; n < 60; n += 1) await add('settle');

    await until('a short deadline is refused', () => admission.refusal(1000) !== undefined, 15_000);
    const refusal = admission.refusal(1000);
    expect(refusal).toMatchObject({ code: 'service.overloaded' });
    // Some 100 wait and five a second are settled: between ten seconds and a minute.
    expect(refusal?.details?.retryAfterSeconds).toBeGreaterThan(5);
    expect(admission.refusal(600_000)).toBeUndefined();

    const retrieving = await queue.consume('retrieve', async () => ({ kind: 'done' }), { concurrency: 8 });
    await until('nothing waits and all are admitted', () => admission.refusal(1) === undefined, 25_000);
    await Promise.all([settling.drain(2000), retrieving.drain(2000)]);
    await stop();
    await queue.close();
  });
});

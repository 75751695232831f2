import { Failure } from '@rollcall/failures';
import type { Log, LogFields } from '@rollcall/telemetry';
import { describe, expect, it } from 'vitest';
import { breakerRules, createBreaker } from '../src/index.ts';

const remember = () => {
  const lines: { event: string; fields: LogFields | undefined }[] = [];
  const note = (event: string, fields?: LogFields) => {
    lines.push({ event, fields });
  };
  const log: Log = { debug: note, info: note, warn: note, error: note };
  return { lines, log };
};

const setUp = () => {
  const { lines, log } = remember();
  const clock = { nowMs: 1_000_000 };
  const calls: string[] = [];
  const breaker = createBreaker({
    dependency: 'postgres',
    log,
    hear: (failure) => {
      if (failure.code === 'service.draining') return 'nothing';
      return failure.code === 'postgres.unavailable' ? 'outage' : 'answer';
    },
    now: () => clock.nowMs,
    random: () => 1,
  });
  const call = (outcome: Failure | 'fine') =>
    breaker
      .guard(async () => {
        calls.push(outcome === 'fine' ? outcome : outcome.code);
        if (outcome !== 'fine') throw outcome;
        return outcome;
      })
      .catch((thrown: Failure) => thrown);
  return { breaker, call, calls, clock, lines };
};

const outage = new Failure('postgres.unavailable', { details: { errno: 'ECONNREFUSED' } });

describe('a breaker', () => {
  it('refuses after three outages in a row with the cause’s own code, without calling', async () => {
    const { breaker, call, calls } = setUp();
    await call(outage);
    await call(outage);
    expect(breaker.state()).toBe('closed');
    // The call that opens it says so: it is not worth a try of its own.
    expect(await call(outage)).toMatchObject({ details: { breaker: 'open', retryInMs: 500 } });
    expect(await call('fine')).toMatchObject({
      code: 'postgres.unavailable',
      details: {
        errno: 'ECONNREFUSED',
        breaker: 'open',
        dependency: 'postgres',
        retryInMs: 500,
        openForMs: 0,
      },
    });
    expect(calls).toHaveLength(3);
    expect(breaker.trips()).toBe(1);
  });

  it('does not count what the dependency answers, and an answer begins the count anew', async () => {
    const { breaker, call } = setUp();
    for (const outcome of [outage, outage, new Failure('postgres.query'), outage, outage, 'fine' as const]) {
      await call(outcome);
    }
    expect(breaker.state()).toBe('closed');
  });

  it('lets one probe through when its time is over, and closes when the probe is answered', async () => {
    const { breaker, call, clock, lines } = setUp();
    for (let n = 0; n < 3; n += 1) await call(outage);
    clock.nowMs += 500;
    const probe = breaker.ask();
    expect(breaker.state()).toBe('half-open');
    expect(await call('fine')).toMatchObject({ details: { breaker: 'open' } });
    probe.answered();
    expect(await call('fine')).toBe('fine');
    expect(lines.map(({ event }) => event)).toEqual(['breaker open', 'breaker half-open', 'breaker closed']);
    expect(lines[0]?.fields).toEqual({ dependency: 'postgres', code: 'postgres.unavailable' });
  });

  it('stays open twice as long each time that a probe fails, up to its most', async () => {
    const { breaker, call, clock } = setUp();
    for (let n = 0; n < 3; n += 1) await call(outage);
    const waits: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const refused = (await call('fine')) as Failure;
      waits.push(Number(refused.details?.retryInMs));
      clock.nowMs += waits.at(-1) as number;
      await call(outage);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 4000, 4000, 4000]);
    expect(breaker.trips()).toBe(1);
  });

  it('says for how long it has been open, over probes that failed, and counts anew after an answer', async () => {
    const { breaker, call, clock } = setUp();
    for (let n = 0; n < 3; n += 1) await call(outage);
    clock.nowMs += 500;
    expect(await call(outage)).toMatchObject({ details: { openForMs: 500, retryInMs: 1000 } });
    clock.nowMs += 400;
    expect(await call('fine')).toMatchObject({ details: { openForMs: 900 } });
    clock.nowMs += 600;
    const probe = breaker.ask();
    expect(await call('fine')).toMatchObject({ details: { openForMs: 1500 } });
    probe.answered();
    clock.nowMs += 60_000;
    for (let n = 0; n < 3; n += 1) await call(outage);
    expect(await call('fine')).toMatchObject({ details: { openForMs: 0 } });
  });

  it('is not told about the present by calls of the past', async () => {
    const { breaker, call, clock } = setUp();
    const slow = [breaker.ask(), breaker.ask(), breaker.ask(), breaker.ask()];
    for (let n = 0; n < 3; n += 1) await call(outage);
    slow[0]?.answered();
    expect(breaker.state()).toBe('open');
    clock.nowMs += 500;
    expect(await call('fine')).toBe('fine');
    for (const pass of slow) pass.failed(outage);
    expect(breaker.state()).toBe('closed');
  });

  it('lets the next one probe when a probe’s caller goes away, or never ends', async () => {
    const { breaker, call, clock } = setUp();
    for (let n = 0; n < 3; n += 1) await call(outage);
    clock.nowMs += 500;
    await call(new Failure('service.draining'));
    expect(breaker.state()).toBe('half-open');
    breaker.ask();
    clock.nowMs += breakerRules.probeMs;
    expect(await call('fine')).toBe('fine');
    expect(breaker.state()).toBe('closed');
  });
});

import { describe, expect, it } from 'vitest';
import { isAtRest } from '../src/storm/come-to-rest.ts';
import { growthWithoutReturn, serverPeak } from '../src/storm/curve.ts';
import { judge } from '../src/storm/judge.ts';
import type { Sample } from '../src/storm/sample.ts';
import { bounds, outcome, sample, samples } from './storm.ts';

const MIB = 1024 * 1024;

/** The reasons against a storm in which only this is unusual. */
const reasons = (given: (index: number) => Partial<Sample>, count = 12): string[] =>
  judge(samples(count, given), outcome(), bounds).reasons;

describe('a storm', () => {
  it('passes where every document came back and the system stayed within its bounds', () => {
    expect(judge(samples(12), outcome(), bounds)).toEqual({ verdict: 'pass', reasons: [] });
  });

  it('passes with abstentions: they are answers', () => {
    const rows = { open: 0, answered: 7, abstained: 3, failed: 0, lost: 0 };
    const end = outcome({ rows, answers: { answered: 7, abstained: 3 } });
    expect(judge(samples(12), end, bounds).verdict).toBe('pass');
  });

  it('fails by rows that failed or were lost, and names their codes, the most frequent first', () => {
    const rows = { open: 0, answered: 3, abstained: 0, failed: 6, lost: 1 };
    const failures = { 'row.lost': 1, 'postgres.too_many_connections': 6 };
    expect(judge(samples(12), outcome({ rows, failures }), bounds).reasons).toEqual([
      '7 of 10 rows failed or were lost: 6 postgres.too_many_connections, 1 row.lost',
    ]);
  });

  it('fails by documents without a row, by rows that were never closed, and by rows too many', () => {
    const rows = { open: 2, answered: 5, abstained: 0, failed: 0, lost: 0 };
    expect(judge(samples(12), outcome({ rows }), bounds).reasons).toEqual([
      '3 of 10 documents have no row',
      '2 of 10 rows were never closed',
    ]);
    const twice = { ...rows, open: 0, answered: 11 };
    expect(judge(samples(12), outcome({ rows: twice }), bounds).reasons).toEqual([
      '1 row more than documents',
    ]);
  });

  it('fails by answers that are none, although every row is answered', () => {
    const answers = { answered: 3, empty_body: 2, not_json: 1, no_row: 1, no_code: 1, no_answer: 2 };
    const cuts = { ECONNRESET: 2 };
    expect(judge(samples(12), outcome({ answers, cuts }), bounds).reasons).toEqual([
      '2 callers got an empty body',
      '1 caller got an answer that is not JSON',
      '1 caller got an answer that names no row or has no text',
      '1 caller got an error without a code',
      'callers got no answer at all: 2 ECONNRESET',
    ]);
  });

  it('fails by a refusal that no row accounts for', () => {
    const end = outcome({ answers: { answered: 8, refused: 2 }, refusals: { 'service.overloaded': 2 } });
    expect(judge(samples(12), end, bounds).reasons).toEqual([
      'callers were refused without a row: 2 service.overloaded',
    ]);
  });

  it('fails by connections that grew without bound, with where, how far and how fast', () => {
    const rising = (index: number) => ({ connections: { retriever: Math.min(97, 12 + 10 * index) } });
    expect(reasons(rising)).toEqual([
      'connections grew without bound in retriever, 12 -> 97 in 2.3 s, where 4 are allowed',
    ]);
  });

  it('fails by connections that were over their bound for a while', () => {
    expect(reasons((index) => ({ connections: { retriever: index === 5 ? 6 : 2 } }))).toEqual([
      'connections of retriever over their bound: 6 of 4',
    ]);
  });

  it('fails by a server that was full, whoever filled it', () => {
    expect(reasons((index) => ({ servers: { ledger: index === 5 ? 99 : 40 } }))).toEqual([
      'the Postgres of the ledger was full: all 97 connections for ordinary roles were taken',
    ]);
  });

  it('fails by a leak that came up meanwhile, not by one that was there before', () => {
    const leak = (count: number) => [
      { service: 'retriever', pool: 'retriever', site: 'apps/retriever/src/find-passages.ts:51', count },
    ];
    expect(reasons((index) => ({ leaks: leak(index < 6 ? 2 : 5) }))).toEqual([
      'a leak in retriever: apps/retriever/src/find-passages.ts:51 kept 3 connections',
    ]);
    expect(reasons(() => ({ leaks: leak(2) }))).toEqual([]);
  });

  it('fails by waits and borrowed connections that did not end, not by one look that met some', () => {
    expect(reasons(() => ({ waiting: { retriever: 3 }, borrowed: { retriever: 2 } }))).toEqual([
      '3 callers in retriever still waited for a connection at the end',
      '2 connections of retriever not given back',
    ]);
    const passing = (index: number) => ({
      borrowed: { retriever: index % 2 },
      waiting: { retriever: index % 3 },
    });
    expect(reasons(passing)).toEqual([]);
  });

  it('fails by jobs that are left, not by those that were there before', () => {
    expect(reasons((index) => ({ queue: { retrieve: index, settle: 0 } }))).toEqual([
      'the queue did not drain: 11 retrieve',
    ]);
    expect(reasons(() => ({ queue: { retrieve: 4, settle: 0 } }))).toEqual([]);
  });

  it('fails by memory that kept growing, not by a heap that warms up', () => {
    expect(reasons((index) => ({ memory: { gateway: (200 + 100 * index) * MIB } }))).toEqual([
      'memory of gateway kept growing, 350 -> 1150 MiB',
    ]);
    expect(reasons((index) => ({ memory: { gateway: (index < 4 ? 200 : 900) * MIB } }))).toEqual([]);
    expect(reasons((index) => ({ memory: { gateway: (200 + 5 * index) * MIB } }))).toEqual([]);
  });

  it('fails by a service that was started again', () => {
    expect(reasons((index) => ({ startedAt: { gateway: index < 6 ? 1000 : 9000 } }))).toEqual([
      'gateway was started again once',
    ]);
  });
});

describe('a growth without return', () => {
  const curve = (...values: number[]) => values.map((value, index) => ({ atMs: index * 1000, value }));

  it('reaches its peak and stays near it', () => {
    expect(growthWithoutReturn(curve(2, 2, 5, 9, 20, 20, 19))).toEqual({ from: 2, to: 20, overMs: 3000 });
  });

  it('is none where it falls again, or never rose', () => {
    expect(growthWithoutReturn(curve(2, 20, 20, 4))).toBeUndefined();
    expect(growthWithoutReturn(curve(7, 7, 7))).toBeUndefined();
    expect(growthWithoutReturn([])).toBeUndefined();
  });
});

it('a full server counts no more connections than it gives', () => {
  expect(
    serverPeak(
      samples(3, () => ({ servers: { ledger: 120 } })),
      'ledger',
      97,
    ),
  ).toBe(97);
});

it('a system is at rest when nothing is under way beyond what was there before', () => {
  const before = sample(0, { queue: { retrieve: 1 } });
  expect(isAtRest(sample(1, { queue: { retrieve: 1 } }), before)).toBe(true);
  expect(isAtRest(sample(1, { queue: { retrieve: 2 } }), before)).toBe(false);
  const open = { open: 1, answered: 9, abstained: 0, failed: 0, lost: 0 };
  expect(isAtRest(sample(1, { rows: open }), before)).toBe(false);
  expect(isAtRest(sample(1, { waiting: { retriever: 1 } }), before)).toBe(false);
  expect(isAtRest(sample(1, { borrowed: { retriever: 1 } }), before)).toBe(false);
});

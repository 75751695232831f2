import type { Log, LogFields } from '@rollcall/telemetry';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLeakWatch } from '../src/leak-watch.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const watching = () => {
  const told: LogFields[] = [];
  const note = (_event: string, fields: LogFields = {}) => told.push(fields);
  const log: Log = { debug: () => {}, info: () => {}, warn: note, error: () => {} };
  return { told, watch: createLeakWatch({ afterMs: 1000, log }) };
};
const sitesOf = (told: LogFields[]) => told.map(({ site }) => site);

it('tells each connection that is over its time once, when it is, and none that came back before', () => {
  const { told, watch } = watching();
  watch.lend({ site: 'first' });
  vi.advanceTimersByTime(400);
  const back = watch.lend({ site: 'came back' });
  const late = watch.lend({ site: 'late' });
  vi.advanceTimersByTime(500);
  back();
  expect(told).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(sitesOf(told)).toEqual(['first']);
  vi.advanceTimersByTime(399);
  expect(sitesOf(told)).toEqual(['first']);
  vi.advanceTimersByTime(1);
  expect(sitesOf(told)).toEqual(['first', 'late']);
  late();
  vi.advanceTimersByTime(10_000);
  expect(watch.leaks()).toEqual([
    { site: 'first', count: 1 },
    { site: 'late', count: 1 },
  ]);
});

it('goes on watching after a time in which nothing was out', () => {
  const { told, watch } = watching();
  watch.lend({ site: 'short' })();
  vi.advanceTimersByTime(5000);
  const found: string[] = [];
  watch.lend({ site: 'long', onLeak: (site) => found.push(site) });
  vi.advanceTimersByTime(1000);
  expect(sitesOf(told)).toEqual(['long']);
  expect(found).toEqual(['long']);
  expect(vi.getTimerCount()).toBe(0);
});

it('keeps one timer, however many are out', () => {
  const { watch } = watching();
  for (let at = 0; at < 100; at += 1) watch.lend({ site: 'many' });
  expect(vi.getTimerCount()).toBe(1);
});

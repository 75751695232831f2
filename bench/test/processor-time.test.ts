import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cpuBetween, cpuOf, parseStat } from '../cpu.ts';

it('reads parent and processor ticks behind a process name with spaces and brackets', () => {
  const text = '42 (a (strange) name) S 7 42 42 0 -1 4194304 100 0 0 0 11 5 2 1 20 0 1 0 99 1000 50';
  expect(parseStat(text)).toEqual({ parent: 7, ticks: 19 });
});

it('is undefined where one of two readings is missing', () => {
  expect(cpuBetween(undefined, { enqueuer: 1 })).toBeUndefined();
});

it.runIf(existsSync('/proc/self/stat'))('grows while a process works', () => {
  const before = cpuOf({ tree: process.pid });
  const end = performance.now() + 100;
  while (performance.now() < end) Math.sqrt(end);
  const used = cpuBetween(before, cpuOf({ tree: process.pid }));
  expect(used?.tree).toBeGreaterThan(0);
  expect(used?.enqueuer).toBeGreaterThan(0);
});

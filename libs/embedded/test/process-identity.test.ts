import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identify, isAlive, parseProcStat } from '../src/process-identity.ts';
import { serviceSteps, stopProcess } from '../src/stop-process.ts';

test('a process is alive until it has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const identity = identify(child.pid ?? 0);
  expect(isAlive(identity)).toBe(true);
  const exit = once(child, 'exit');
  expect(await stopProcess(identity, serviceSteps(5000))).toBe('SIGTERM');
  await exit;
  expect(isAlive(identity)).toBe(false);
  expect(await stopProcess(identity, serviceSteps(5000))).toBeUndefined();
});

test('the start time is found behind any process name', () => {
  const fields = ['S', ...Array.from({ length: 18 }, (_, at) => String(at)), '4711', '99'];
  expect(parseProcStat(`12 (a) name (with) S 1) ${fields.join(' ')}`)).toEqual({
    state: 'S',
    startTime: '4711',
  });
  expect(parseProcStat('12 (cut')).toBeUndefined();
});

test.runIf(process.platform === 'linux')('a process that took an old number is another one', () => {
  expect(isAlive({ pid: process.pid, startTime: '1' })).toBe(false);
});

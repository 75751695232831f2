import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ChildSpec } from '../src/child.ts';
import { type ChildEvent, type ChildrenOptions, restartDelayMs, startChildren } from '../src/children.ts';
import { freePort, isAlive, type ProcessIdentity } from '../src/index.ts';
import { temporaryFolder } from './fixtures/temporary.ts';

const service = join(import.meta.dirname, 'fixtures', 'service.ts');

const specIn = async (folder: string, name: string, more: Partial<ChildSpec> = {}): Promise<ChildSpec> => {
  const port = await freePort();
  return {
    name,
    command: process.execPath,
    args: [service],
    cwd: folder,
    logFile: join(folder, `${name}.log`),
    readyUrl: `http://127.0.0.1:${port}/readyz`,
    ...more,
    env: { NAME: name, PORT: String(port), EVENTS: join(folder, 'events'), ...more.env },
  };
};

const start = async (specs: ChildSpec[], options: ChildrenOptions = {}) => {
  const children = await startChildren(specs, options);
  onTestFinished(() => children.stop());
  return children;
};

const touch = (path: string): void => writeFileSync(path, '');

/** A file that never comes to be. */
const never = '/nowhere/at/all';

const eventsIn = (folder: string): string[] =>
  readFileSync(join(folder, 'events'), 'utf8').trim().split('\n');

describe('starting', () => {
  test('takes nobody else’s answer on the port for a child’s own', async () => {
    const other = createServer((_request, response) => {
      response.end(JSON.stringify({ ready: true, pid: process.pid }));
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    const late = await specIn(temporaryFolder(), 'late', {
      args: ['-e', 'setTimeout(() => process.exit(3), 300)'],
      readyUrl: `http://127.0.0.1:${port}/readyz`,
    });
    await expect(startChildren([late])).rejects.toMatchObject({
      code: 'stack.service_failed',
      details: { reason: 'ended with exit status 3' },
    });
  });

  test('waits until every child is ready, and writes what they print into their logs', async () => {
    const folder = temporaryFolder();
    const quickIsReady = join(folder, 'quick is ready');
    const slow = await specIn(folder, 'slow', { env: { READY_WHEN: quickIsReady } });
    const events: ChildEvent[] = [];
    const children = await start([slow, await specIn(folder, 'quick')], {
      onEvent: (event) => {
        events.push(event);
        if (event.kind === 'ready' && event.name === 'quick') touch(quickIsReady);
      },
    });
    expect(Object.keys(children.running())).toEqual(['slow', 'quick']);
    const told = events.map(({ kind, name }) => `${name} ${kind}`);
    expect(told.slice(0, 2).sort()).toEqual(['quick started', 'slow started']);
    expect(told.slice(2)).toEqual(['quick ready', 'slow ready']);
    expect(readFileSync(slow.logFile, 'utf8')).toBe('slow started\n');
  });

  test('names the child that ends, shows the end of its log, and stops the others', async () => {
    const folder = temporaryFolder();
    const otherIsReady = join(folder, 'other is ready');
    const dying = await specIn(folder, 'dying', { env: { READY_WHEN: never, END_WHEN: otherIsReady } });
    const others: ProcessIdentity[] = [];
    const onEvent = (event: ChildEvent) => {
      if (event.kind !== 'ready') return;
      others.push(event.identity);
      touch(otherIsReady);
    };
    await expect(startChildren([await specIn(folder, 'fine'), dying], { onEvent })).rejects.toMatchObject({
      code: 'stack.service_failed',
      details: {
        service: 'dying',
        reason: 'ended with exit status 7',
        log: dying.logFile,
        logTail: ['dying started', 'dying gave up'],
      },
    });
    expect(others.map(isAlive)).toEqual([false]);
  });

  test('gives up on a child that does not become ready in time', async () => {
    const late = await specIn(temporaryFolder(), 'late', { env: { READY_WHEN: never } });
    await expect(startChildren([late], { readyTimeoutMs: 800 })).rejects.toMatchObject({
      code: 'stack.service_failed',
      details: {
        service: 'late',
        reason: expect.stringMatching(/^not ready after 800 ms: (status 503|no answer)$/),
      },
    });
  });

  test('says so where a command cannot be run', async () => {
    const missing = await specIn(temporaryFolder(), 'missing', { command: never });
    await expect(startChildren([missing])).rejects.toMatchObject({
      code: 'stack.service_failed',
      details: { service: 'missing', reason: 'cannot be run: ENOENT' },
    });
  });

  test('is given up when the signal is raised', async () => {
    const folder = temporaryFolder();
    const late = await specIn(folder, 'late', { env: { READY_WHEN: never } });
    const interrupt = new AbortController();
    const starting = startChildren([late], { signal: interrupt.signal });
    starting.catch(() => {});
    await expect.poll(() => existsSync(join(folder, 'events'))).toBe(true);
    interrupt.abort();
    await expect(starting).rejects.toMatchObject({ code: 'stack.interrupted' });
    expect(eventsIn(folder)).toEqual(['late started', 'late asked to stop', 'late stopped']);
  });
});

describe('stopping', () => {
  test('goes wave by wave and lets each child finish', async () => {
    const folder = temporaryFolder();
    const children = await start([
      await specIn(folder, 'last', { stopWave: 2 }),
      await specIn(folder, 'first'),
      await specIn(folder, 'second', { stopWave: 1 }),
    ]);
    await children.stop();
    expect(eventsIn(folder).slice(3)).toEqual([
      'first asked to stop',
      'first stopped',
      'second asked to stop',
      'second stopped',
      'last asked to stop',
      'last stopped',
    ]);
    expect(children.running()).toEqual({});
  });

  test('kills a child that does not end in time, and what its wrapper left', async () => {
    const folder = temporaryFolder();
    const direct = await specIn(folder, 'deaf', { env: { IGNORE_TERM: '1' } });
    const wrapped = await specIn(folder, 'wrapped', { env: { IGNORE_TERM: '1' } });
    const shell = { command: '/bin/sh', args: ['-c', `"${process.execPath}" "${service}"; true`] };
    const children = await start([direct, { ...wrapped, ...shell }], { stopDeadlineMs: 500 });
    await children.stop();
    expect(children.running()).toEqual({});
    await expect(fetch(wrapped.readyUrl ?? '')).rejects.toThrow();
  });
});

describe('a child that ends unasked', () => {
  test('is started again after a pause', async () => {
    const folder = temporaryFolder();
    const events: ChildEvent[] = [];
    const children = await start([await specIn(folder, 'shaky')], {
      restart: true,
      onEvent: (event) => events.push(event),
    });
    const first = children.running().shaky?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await expect.poll(() => children.running().shaky?.pid ?? first).not.toBe(first);
    expect(events.find(({ kind }) => kind === 'ended')).toEqual({
      kind: 'ended',
      name: 'shaky',
      end: { code: null, signal: 'SIGKILL' },
      restartInMs: 500,
    });
  });

  test('is only reported without a restart policy', async () => {
    const events: ChildEvent[] = [];
    const folder = temporaryFolder();
    const end = join(folder, 'end');
    const children = await start([await specIn(folder, 'shaky', { env: { END_WHEN: end } })], {
      onEvent: (event) => events.push(event),
    });
    touch(end);
    await expect.poll(() => events.at(-1)).toMatchObject({ kind: 'ended', end: { code: 7 } });
    expect(children.running()).toEqual({});
  });

  const pausesOf = (events: ChildEvent[]): (number | undefined)[] =>
    events.flatMap((event) => (event.kind === 'ended' ? [event.restartInMs] : []));

  test('is no crash loop where it had become ready: the pause stays short', async () => {
    const events: ChildEvent[] = [];
    const folder = temporaryFolder();
    const end = join(folder, 'end');
    await start([await specIn(folder, 'shaky', { env: { END_WHEN: end } })], {
      restart: true,
      onEvent: (event) => {
        events.push(event);
        if (event.kind === 'ready') touch(end);
        if (event.kind === 'ended') rmSync(end);
      },
    });
    await expect.poll(() => pausesOf(events).slice(0, 3), { timeout: 20_000 }).toEqual([500, 500, 500]);
    expect(events.slice(0, 6).map(({ kind }) => kind)).toEqual([
      'started',
      'ready',
      'ended',
      'started',
      'ready',
      'ended',
    ]);
  });

  test('waits longer for one that ends before it is ready', async () => {
    const events: ChildEvent[] = [];
    const folder = temporaryFolder();
    const once = `test -e once && exit 7; touch once; exec "${process.execPath}" "${service}"`;
    const children = await start(
      [await specIn(folder, 'broken', { command: '/bin/sh', args: ['-c', once] })],
      { restart: true, onEvent: (event) => events.push(event) },
    );
    process.kill(children.running().broken?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => pausesOf(events).slice(0, 3), { timeout: 20_000 }).toEqual([500, 1000, 2000]);
  });

  test('waits twice as long with every end in a row before readiness, at most half a minute', () => {
    expect([0, 1, 2, 6, 40].map(restartDelayMs)).toEqual([500, 1000, 2000, 30_000, 30_000]);
  });
});

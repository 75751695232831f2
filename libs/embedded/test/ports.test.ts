import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { claimPortBase, DEFAULT_PORT_BASE, freePort, isPortFree } from '../src/index.ts';

const take = async (port: number): Promise<void> => {
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
};

const claim = async (offsets: number[], asked?: number): Promise<number> => {
  const { base, release } = await claimPortBase(offsets, asked);
  onTestFinished(release);
  return base;
};

test('a port is free until somebody listens on it', async () => {
  const port = await freePort();
  expect(await isPortFree(port)).toBe(true);
  await take(port);
  expect(await isPortFree(port)).toBe(false);
});

test('the base asked for is taken as it is, or refused with the port in the way', async () => {
  const base = await freePort();
  expect(await claim([0], base)).toBe(base);
  await take(base);
  const refused = claimPortBase([0], base);
  await expect(refused).rejects.toMatchObject({ code: 'stack.port_in_use', details: { port: base } });
});

test('without a base asked for, one is found whose ports are all free', async () => {
  const first = await claimPortBase([0, 3]);
  await take(first.base + 3);
  await first.release();
  const second = await claim([0, 3]);
  expect(second).not.toBe(first.base);
  expect((second - DEFAULT_PORT_BASE) % 100).toBe(0);
});

test('who looks at the same time is given another base, until the first has let go of it', async () => {
  const bases = await Promise.all([claim([0]), claim([0]), claim([0])]);
  expect(new Set(bases).size).toBe(3);
  const { base, release } = await claimPortBase([0]);
  expect(bases).not.toContain(base);
  await release();
  expect(await isPortFree(base + 99)).toBe(true);
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { choosePortBase, DEFAULT_PORT_BASE, isPortFree } from '../src/index.ts';
import { anyFreePort } from '../src/ports.ts';

const take = async (port: number): Promise<void> => {
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
};

test('a port is free until somebody listens on it', async () => {
  const port = await anyFreePort();
  expect(await isPortFree(port)).toBe(true);
  await take(port);
  expect(await isPortFree(port)).toBe(false);
});

test('the base asked for is taken as it is, or refused with the port in the way', async () => {
  const base = await anyFreePort();
  expect(await choosePortBase([0], base)).toBe(base);
  await take(base);
  const refused = choosePortBase([0], base);
  await expect(refused).rejects.toMatchObject({ code: 'stack.port_in_use', details: { port: base } });
});

test('without a base asked for, one is found whose ports are all free', async () => {
  const first = await choosePortBase([0, 3]);
  await take(first + 3);
  const second = await choosePortBase([0, 3]);
  expect(second).not.toBe(first);
  expect((second - DEFAULT_PORT_BASE) % 100).toBe(0);
});

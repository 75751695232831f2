import { createServer } from 'node:net';
import { Failure } from '@rollcall/failures';

/** The first port of a stack where none is asked for. */
export const DEFAULT_PORT_BASE = 7400;

const STEP = 100;
const TRIES = 20;

/** True where a server could listen on this port of the loopback address now. */
export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => settle(true)));
  });

/** A port of the loopback address that the system chose and that was free a moment ago. */
export const anyFreePort = (): Promise<number> =>
  new Promise((settle, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = probe.address();
      probe.close(() => settle(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/**
 * A base such that the ports `base + offset` are free: the one asked for, or the first that fits of 7400,
 * 7500, and so on. Throws `stack.port_in_use` with `details.port`: the first taken port of the base.
 */
export const choosePortBase = async (offsets: number[], asked?: number): Promise<number> => {
  const first = asked ?? DEFAULT_PORT_BASE;
  const tries = asked === undefined ? TRIES : 1;
  for (let base = first; base < first + tries * STEP; base += STEP) {
    if ((await firstTaken(base, offsets)) === undefined) return base;
  }
  throw new Failure('stack.port_in_use', { details: { port: await firstTaken(first, offsets) } });
};

const firstTaken = async (base: number, offsets: number[]): Promise<number | undefined> => {
  for (const offset of offsets) {
    if (!(await isPortFree(base + offset))) return base + offset;
  }
  return undefined;
};

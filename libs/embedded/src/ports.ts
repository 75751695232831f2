import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { Failure } from '@rollcall/failures';

/** The first port of a stack where none is asked for. */
export const DEFAULT_PORT_BASE = 7400;

const STEP = 100;
const TRIES = 20;

/** Below what systems give to outgoing connections (Linux from 32768, others from 49152), above what is well known. */
const OWN_PORTS = { from: 26_000, below: 32_000 };

const listenOn = (port: number): Promise<Server | undefined> =>
  new Promise((settle) => {
    const server = createServer();
    server.once('error', () => settle(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => settle(server));
  });

const close = (server: Server | undefined): Promise<void> =>
  new Promise((settle) => (server === undefined ? settle() : server.close(() => settle())));

/** True where a server could listen on this port of the loopback address now. */
export const isPortFree = async (port: number): Promise<boolean> => {
  const server = await listenOn(port);
  await close(server);
  return server !== undefined;
};

/**
 * A port of the loopback address that was free a moment ago. One that the system chooses is of those that it gives
 * to outgoing connections, too, and on a busy machine one of them has it before a server has started: this one is not.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(OWN_PORTS.from, OWN_PORTS.below);
    if (await isPortFree(port)) return port;
  }
};

/** Ports `base + offset` to start servers on, and a hold on them. */
export type PortClaim = {
  base: number;
  /** To be called when the servers listen, or have been given up. */
  release(): Promise<void>;
};

/**
 * A base such that the ports `base + offset` are free: the one asked for, or the first that fits of 7400, 7500, and so
 * on. Until the claim is released, or this process ends, nobody else is given a base that was not asked for:
 * the claim is the last port of its hundred, listened on. Offsets are below 99.
 * Throws `stack.port_in_use` with `details.port`: the first taken port of the base.
 */
export const claimPortBase = async (offsets: number[], asked?: number): Promise<PortClaim> => {
  if (asked !== undefined) {
    const taken = await firstTaken(asked, offsets);
    if (taken !== undefined) throw new Failure('stack.port_in_use', { details: { port: taken } });
    return { base: asked, release: async () => {} };
  }
  for (let base = DEFAULT_PORT_BASE; base < DEFAULT_PORT_BASE + TRIES * STEP; base += STEP) {
    const hold = await listenOn(base + STEP - 1);
    if (hold === undefined) continue;
    if ((await firstTaken(base, offsets)) === undefined) return { base, release: () => close(hold) };
    await close(hold);
  }
  const taken = await firstTaken(DEFAULT_PORT_BASE, offsets);
  throw new Failure('stack.port_in_use', { details: { port: taken ?? DEFAULT_PORT_BASE + STEP - 1 } });
};

const firstTaken = async (base: number, offsets: number[]): Promise<number | undefined> => {
  for (const offset of offsets) {
    if (!(await isPortFree(base + offset))) return base + offset;
  }
  return undefined;
};

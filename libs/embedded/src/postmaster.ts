import { execFileSync } from 'node:child_process';
import { readFile, readlink, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isAlive } from './process-identity.ts';

/** What a running server writes into `postmaster.pid` (lines 1, 4 and 8 of its lock file). */
export type Postmaster = { pid: number; port: number; ready: boolean };

/** The server that `postmaster.pid` of the cluster names, alive or not; undefined where there is none. */
export const readPostmaster = async (cluster: string): Promise<Postmaster | undefined> => {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
};

/**
 * The server that runs on the cluster now. A lock file whose number was taken over by a foreign process
 * (common in containers, where numbers are small) is deleted, because Postgres would refuse to start; one
 * whose process is dead is left to Postgres, which also looks for children that survived it.
 */
export const runningPostmaster = async (cluster: string): Promise<Postmaster | undefined> => {
  const found = await readPostmaster(cluster);
  if (found === undefined || !isAlive({ pid: found.pid, startTime: null })) return undefined;
  if (await servesCluster(found.pid, cluster)) return found;
  await rm(join(cluster, 'postmaster.pid'), { force: true });
  return undefined;
};

/** A server's working folder is its data folder; without `/proc`, its name must do. */
const servesCluster = async (pid: number, cluster: string): Promise<boolean> => {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (folder !== undefined) return folder === cluster;
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
};

/**
 * True where the server at the port asks for a password, false where it says that it is starting up, refuses
 * or does not answer in a second. Sends a start-up packet and leaves, as `pg_isready` does (see "Message
 * Formats" in the Postgres manual).
 */
export const acceptsConnections = (port: number, user: string): Promise<boolean> =>
  new Promise((settle) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (accepts: boolean) => {
      socket.destroy();
      settle(accepts);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('data', (answer) => finish(answer.subarray(0, 1).toString('latin1') === 'R'));
    socket.write(startupPacket(user));
  });

const startupPacket = (user: string): Buffer => {
  const body = Buffer.from(`user\0${user}\0database\0postgres\0\0`, 'latin1');
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(3 << 16, 4);
  return Buffer.concat([head, body]);
};

import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '@rollcall/failures';
import { readPrivateFile, writePrivateFile } from './private-file.ts';
import { canReach, chooseUser, type RunAs } from './run-as.ts';
import { ensureSafeFolder } from './safe-folder.ts';

/** The folder that holds the cluster, its password and its log, and the user that the server runs as. */
export type DataHome = { folder: string; runAs: RunAs };

const LOCATION = 'location';

/**
 * Settles where the data of `dataDir` lies and who owns it. For an ordinary user that is `dataDir` itself.
 * For root it belongs to an unprivileged user; where that one cannot reach `dataDir` (below a closed home),
 * it is a folder of `/var/lib/rollcall` or the temporary folder, named by the file `location` in `dataDir`.
 * Throws `stack.postgres_unusable` with `details.reason`.
 */
export const dataHome = async (dataDir: string): Promise<DataHome> => {
  const asked = resolve(dataDir);
  await mkdir(dirname(asked), { recursive: true });
  await mkdir(asked, { mode: 0o700, recursive: true });
  const moved = (await readPrivateFile(join(asked, LOCATION)))?.trim();
  const folder = moved ?? asked;
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw unusable(`the data folder ${folder} is gone`);

  if (process.getuid?.() !== 0) {
    if (process.getuid !== undefined && found.uid !== process.getuid()) {
      throw unusable(`the data folder ${folder} belongs to another user`);
    }
    return { folder, runAs: {} };
  }

  const cluster = await stat(join(folder, 'cluster')).catch(() => undefined);
  const user = chooseUser(await readFile('/etc/passwd', 'utf8').catch(() => ''), cluster?.uid);
  if (user === undefined) throw unusable('running as root, and /etc/passwd names no other user');
  // Root keeps the folder itself and the server's user only passes through: it cannot plant links there
  // for root to follow.
  await chmod(folder, 0o711);
  if (await canReach(folder, user)) return { folder, runAs: user };
  if (moved !== undefined || cluster !== undefined) {
    throw unusable(`the user ${user.name} cannot reach the data folder ${folder}`);
  }
  const home = await reachableFolder(user);
  await writePrivateFile(join(asked, LOCATION), `${home}\n`);
  return { folder: home, runAs: user };
};

/** Deletes a data folder and what it points to. The server must have been stopped. */
export const removePostgresData = async (dataDir: string): Promise<void> => {
  const moved = (await readPrivateFile(join(dataDir, LOCATION)))?.trim();
  if (moved) await rm(moved, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
};

const reachableFolder = async (user: { name: string; uid: number; gid: number }): Promise<string> => {
  for (const base of ['/var/lib/rollcall', join(tmpdir(), 'rollcall-data')]) {
    if ((await ensureSafeFolder(base, 0o711)) && (await canReach(base, user))) {
      const home = await mkdtemp(join(base, 'postgres-'));
      await chmod(home, 0o711);
      return home;
    }
  }
  throw unusable(`there is no folder for data that the user ${user.name} can reach`);
};

const unusable = (reason: string): Failure => new Failure('stack.postgres_unusable', { details: { reason } });

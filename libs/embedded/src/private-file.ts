import { randomBytes } from 'node:crypto';
import { chmod, link, open, readFile, rename, rm } from 'node:fs/promises';

/** Writes a file of mode 0600 so that a reader sees the old text or the new one, never half of either. */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  const draft = await writeDraft(path, text);
  await rename(draft, path);
};

/**
 * As `writePrivateFile`, but only where no such file exists: of several processes that try at once,
 * one gets true and the others false.
 */
export const claimPrivateFile = async (path: string, text: string): Promise<boolean> => {
  const draft = await writeDraft(path, text);
  try {
    await link(draft, path);
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST') return false;
    throw thrown;
  } finally {
    await rm(draft, { force: true });
  }
};

/** The text of a private file, its mode set back to 0600 where it had been opened up; undefined where there is none. */
export const readPrivateFile = async (path: string): Promise<string | undefined> => {
  try {
    const text = await readFile(path, 'utf8');
    await chmod(path, 0o600);
    return text;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
};

/** The system's name of an error (`ENOENT`), or undefined. */
export const errnoOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

const writeDraft = async (path: string, text: string): Promise<string> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
};

import { chmod, lstat, mkdir } from 'node:fs/promises';

/**
 * Makes the folder, or takes the existing one, if no other user could have prepared or could change it:
 * a real folder, this process's own, writable by nobody else. False where that cannot be had.
 * Shared places such as `/tmp` make this necessary: another user may have made the folder first.
 */
export const ensureSafeFolder = async (folder: string, mode: number): Promise<boolean> => {
  try {
    await mkdir(folder, { recursive: true, mode });
    const found = await lstat(folder);
    const own = process.getuid === undefined || found.uid === process.getuid();
    if (!found.isDirectory() || !own || (found.mode & 0o022) !== 0) return false;
    // The process's umask may have taken bits away that another user needs to pass.
    await chmod(folder, mode);
    return true;
  } catch {
    return false;
  }
};

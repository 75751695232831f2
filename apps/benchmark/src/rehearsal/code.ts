import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What the services are made of: in a checkout, and in the command's own image. */
const inCheckout = /^(apps\/[^/]+\/src\/|libs\/[^/]+\/(src|migrations)\/|package-lock\.json$)/;
const inImage = /^(app\/|migrations\/|package\.json$)/;

/** Folders that hold none of it and many files. */
const passedOver = new Set(['node_modules', '.git', '.nx', 'dist', 'test']);

/**
 * SHA-256 of the code under `root`, in hexadecimal: every source and migration with its path, and the
 * dependencies' versions. The command stands for the services: both are built from one checkout.
 */
export const hashCode = async (root: string): Promise<string> => {
  const wanted = existsSync(join(root, 'nx.json')) ? inCheckout : inImage;
  const hash = createHash('sha256');
  for (const path of (await filesBelow(root, root, wanted)).sort()) {
    hash.update(`${path}\0`);
    hash.update(
      createHash('sha256')
        .update(await readFile(join(root, path)))
        .digest(),
    );
  }
  return hash.digest('hex');
};

const filesBelow = async (root: string, folder: string, wanted: RegExp): Promise<string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const at = join(folder, entry.name);
    const path = relative(root, at).split(sep).join('/');
    if (entry.isDirectory() && !passedOver.has(entry.name) && !entry.name.startsWith('.')) {
      found.push(...(await filesBelow(root, at, wanted)));
    } else if (entry.isFile() && wanted.test(path)) found.push(path);
  }
  return found;
};

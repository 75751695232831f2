import { existsSync } from 'node:fs';
import { access, constants, readFile, stat, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { chooseUser, type RunAs, usableBinaries } from '@rollcall/embedded';
import { bad, type Finding, fault, good, remark } from './finding.ts';

const GiB = 1024 ** 3;

/** Less than this and Postgres' own log may fill the disk during a run. */
const leastFree = 1 * GiB;

const leastMajor = 24;

/** The Node that runs this command, which is the one that runs the services. */
export const checkNode = (version = process.versions.node): Finding => {
  const major = Number(version.split('.')[0]);
  return major >= leastMajor
    ? good('node', `v${version}, runs TypeScript by itself`)
    : bad('node', `v${version} is too old; run \`npm install\`, which brings Node ${leastMajor}`);
};

/** Who the embedded Postgres would run as; undefined where root has nobody to run it as. */
export const postgresUser = async (stateDir: string): Promise<RunAs | undefined> => {
  if (process.getuid?.() !== 0) return {};
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const data = await stat(join(stateDir, 'postgres')).catch(() => undefined);
  return chooseUser(passwd, data?.uid);
};

export const checkUser = (runAs: RunAs | undefined, username = userInfo().username): Finding => {
  if (runAs === undefined) {
    return bad(
      'user',
      'root, and /etc/passwd has no other user: Postgres refuses to run as root; set DATABASE_URL',
    );
  }
  return runAs.name === undefined
    ? good('user', `${username}: the embedded Postgres runs as this user`)
    : remark('user', `root: the embedded Postgres runs as ${runAs.name}, because it refuses to run as root`);
};

/** Runs the embedded Postgres' `initdb --show` as the user that would run it. */
export const checkPostgres = async (runAs: RunAs | undefined): Promise<Finding> => {
  try {
    const { postgres } = await usableBinaries(runAs ?? {});
    return good('postgres', `the embedded one can be run: ${postgres}`);
  } catch (thrown) {
    return fault('postgres', thrown, 'Run `npm install`, or set DATABASE_URL.');
  }
};

/** The folder of the stack's state: whether it can be written, and what room is left there. */
export const checkFolder = async (stateDir: string): Promise<Finding> => {
  const there = existingFolder(stateDir);
  try {
    await access(there, constants.W_OK);
  } catch {
    return bad('folder', `${there} cannot be written; set ROLLCALL_STATE to a folder that can`);
  }
  const { bavail, bsize } = await statfs(there);
  const words = `${stateDir}: ${((bavail * bsize) / GiB).toFixed(1)} GiB free`;
  return bavail * bsize < leastFree
    ? bad('folder', `${words}, too little for Postgres and its log`)
    : good('folder', words);
};

/** The folder itself, or the nearest one above it that exists. */
const existingFolder = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));

/** Secrets that others can read are no secrets. */
export const checkSecrets = async (stateDir: string): Promise<Finding> => {
  const file = join(stateDir, 'secrets.json');
  const found = await stat(file).catch(() => undefined);
  if (!found) return good('secrets', 'none yet; the first start makes the vault key');
  return (found.mode & 0o077) === 0
    ? good('secrets', 'the vault key is readable by its owner only')
    : bad('secrets', `others can read the vault key; run \`chmod 600 ${file}\``);
};

export const checkDataset = async (path: string): Promise<Finding> => {
  const found = await stat(path).catch(() => undefined);
  return found
    ? good('dataset', 'the built-in set is there')
    : bad('dataset', `the built-in set is missing: ${path}`);
};

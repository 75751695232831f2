import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This folder: `package.json` and its lock file lie beside this module. */
const here = dirname(fileURLToPath(import.meta.url));

export type Installer = {
  /** The folder with `package.json` and `package-lock.json`. */
  folder: string;
  /** Runs npm with these arguments; true where it did what it was told. */
  npm(args: readonly string[]): boolean;
  say(line: string): void;
};

const usual: Installer = {
  folder: here,
  npm: (args) => {
    // The npm that runs this script; by itself where there is none.
    const path = process.env.npm_execpath;
    const [command, ...first] = path?.endsWith('.js') ? [process.execPath, path] : ['npm'];
    const done = spawnSync(command as string, [...first, ...args], {
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && command === 'npm',
    });
    return done.status === 0;
  },
  say: (line) => {
    process.stderr.write(`${line}\n`);
  },
};

/**
 * Installs the packages that the benches compare with where they are not there, as the lock file has them and without
 * running a script of theirs. False where that fails; what to do then has been said.
 */
export const installPeers = ({ folder, npm, say }: Installer = usual): boolean => {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules', '.rollcall-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return true;
  say('Installing what is compared with into bench/peers (once)...');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
  if (!npm(args)) {
    say('That failed: the registry of npm has to be in reach, once. Without what is compared with:');
    say('  npm run bench:redaction -- --only ours');
    say('  npm run bench:search -- --without minisearch');
    return false;
  }
  writeFileSync(stamp, lock);
  return true;
};

// Runs a script of this repository with the Node that the repository brings along, whatever Node the
// machine has. Plain JavaScript for any Node from 18 on, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Install when node_modules does not belong to this lock file. */
const installIfNeeded = () => {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.rollcall-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('Installing dependencies (once)...\n');
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, [process.env.npm_execpath]]
    : ['npm', []];
  const done = spawnSync(npm[0], [...npm[1], 'install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && npm[0] === 'npm',
  });
  if (done.status !== 0) {
    process.stderr.write('npm install failed; see above.\n');
    process.exit(1);
  }
  // npm may have added what the lock file lacked for this platform: stamp what is there now.
  const now = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  writeFileSync(stamp, now);
};

/** The path of a Node that strips types by itself: the one from npm, else this one if it is new enough. */
const findNode = () => {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  if (process.platform === 'win32') names.push(`node-win-${process.arch}`);
  for (const name of names) {
    for (const file of ['bin/node', 'bin/node.exe']) {
      const path = join(root, 'node_modules', name, file);
      if (existsSync(path) && spawnSync(path, ['--version']).status === 0) return path;
    }
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  process.stderr.write(
    `Rollcall needs Node 24 or newer here: npm has no Node for ${process.platform}-${process.arch}, and this one is ${process.version}.\n`,
  );
  process.exit(1);
};

installIfNeeded();
const node = findNode();
const [script, ...args] = process.argv.slice(2);
const child = spawn(node, [join(root, script), ...args], {
  stdio: 'inherit',
  env: {
    // Everything below keeps its stripped and compiled code: it starts sooner, and a service that finds all of its code
    // there does not load the TypeScript parser, 18 MiB of each one's memory.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
});

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestServers } from '@rollcall/testing';
import type { ProjectReport } from '@rollcall/testing/vitest';
import { findGraphViolations, findViolations } from './boundaries.ts';

// `npm test`: the walls, then every project's typecheck, lint, test and build, on servers started once.

const root = fileURLToPath(new URL('..', import.meta.url));
const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Exits 1 where a wall is crossed. */
const holdWalls = (): void => {
  const found = findViolations(root).map(({ file, line, rule }) => `${file}:${line}  ${rule}`);
  const printed = spawnSync(process.execPath, [nx, 'graph', '--print'], { cwd: root, env, encoding: 'utf8' });
  const graph = JSON.parse(printed.stdout.slice(printed.stdout.indexOf('{'))).graph;
  found.push(...findGraphViolations(graph));
  say(found.length === 0 ? 'Boundaries hold.' : `Boundaries are crossed:\n  ${found.join('\n  ')}`);
  if (found.length > 0) process.exit(1);
};

/** Runs all targets; resolves to the exit status. */
const runTargets = (extra: Record<string, string>): Promise<number> =>
  new Promise((resolve) => {
    const args = [
      'run-many',
      '-t',
      'typecheck',
      'lint',
      'build',
      'test',
      '--parallel=2',
      '--outputStyle=static',
    ];
    const child = spawn(process.execPath, [nx, ...args, ...process.argv.slice(2)], {
      cwd: root,
      env: { ...env, ...extra },
      stdio: 'inherit',
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** Adds up what the projects' test runs reported: the log of a failed test is long gone by the end. */
const addUp = (folder: string): ProjectReport => {
  const reports = readdirSync(folder).map(
    (file): ProjectReport => JSON.parse(readFileSync(join(folder, file), 'utf8')),
  );
  return {
    passed: reports.reduce((sum, { passed }) => sum + passed, 0),
    failures: reports.flatMap(({ failures }) => failures),
  };
};

holdWalls();
const servers = await startTestServers();
const reports = mkdtempSync(join(tmpdir(), 'rollcall-test-reports-'));
const status = await runTargets({ ...servers.env, ROLLCALL_TEST_REPORTS: reports });
await servers.stop();
const { passed, failures } = addUp(reports);
rmSync(reports, { recursive: true });
for (const sentence of servers.leftOut) say(`\n${sentence}`);
for (const failure of failures) say(`\nFailed: ${failure}`);
say(`\n${passed} passed, ${failures.length} failed`);
if (status !== 0 && failures.length === 0) say('What failed is no test: see the tasks that Nx names above.');
process.exit(status === 0 && passed > 0 ? 0 : 1);

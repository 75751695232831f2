import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectReport } from '../src/vitest.ts';

const reporter = new URL('../src/project-report.ts', import.meta.url);
const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-test-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is reported of a run of these tests, and the run's exit status. */
const run = (tests: Record<string, string>): ProjectReport & { status: number | null } => {
  const project = join(folder, 'project');
  mkdirSync(project);
  const file = join(folder, 'report.json');
  writeFileSync(
    join(project, 'vitest.config.ts'),
    `import { projectReporter } from '${reporter}';
     export default { test: { globals: true, reporters: [projectReporter('${file}', '${folder}')] } };`,
  );
  for (const [name, text] of Object.entries(tests)) writeFileSync(join(project, `${name}.test.ts`), text);
  const { status } = spawnSync(process.execPath, [vitest, 'run'], { cwd: project, stdio: 'ignore' });
  return { ...JSON.parse(readFileSync(file, 'utf8')), status };
};

describe('the report of a project’s tests', () => {
  it('counts what passed', () => {
    expect(run({ a: 'it("is", () => {}); it.skip("is not", () => {});', b: 'it("is", () => {});' })).toEqual({
      passed: 2,
      failures: [],
      status: 0,
    });
  });

  it('names each failed test with what it said, and not the runner’s own stack', () => {
    const { failures, passed, status } = run({
      a: 'it("is", () => {}); describe("one", () => { it("is two", () => { expect(1).toBe(2); }); });',
    });
    expect({ passed, status }).toEqual({ passed: 1, status: 1 });
    expect(failures).toEqual([expect.stringContaining('project/a.test.ts: one > is two')]);
    expect(failures[0]).toContain('expected 1 to be 2');
    expect(failures[0]).not.toContain('node_modules');
  });

  it('names what fails a run without a failed test: a file, a hook, an error that nobody caught', () => {
    const { failures, passed, status } = run({
      file: 'throw new Error("not loaded"); it("is", () => {});',
      hook: 'describe("one", () => { afterAll(() => { throw new Error("not closed"); }); it("is", () => {}); });',
      late: 'it("is", async () => { Promise.reject(new Error("not caught")); await new Promise(setImmediate); });',
    });
    expect({ passed, status }).toEqual({ passed: 2, status: 1 });
    expect(failures).toHaveLength(3);
    expect(failures).toContainEqual(expect.stringMatching(/^project\/file\.test\.ts: .*not loaded/));
    expect(failures).toContainEqual(expect.stringMatching(/^project\/hook\.test\.ts: one: .*not closed/));
    expect(failures).toContainEqual(expect.stringMatching(/^an error that nobody caught: .*not caught/));
  });
});

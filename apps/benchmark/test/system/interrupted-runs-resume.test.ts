import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumeCommand } from '../../src/commands/resume.ts';
import { runCommand } from '../../src/commands/run.ts';
import { exitStatus } from '../../src/exit-status.ts';
import type { Summary } from '../../src/report/summary.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

const documents = 40;

describe.each(testBackends())('with the queue on $name', (backend) => {
  let system: WholeSystem;
  beforeAll(async () => {
    const behaviour = JSON.stringify({ latencyMs: 300 });
    system = await startWholeSystem({
      queue: backend.queue,
      extra: { 'small-model': { SMALL_MODEL_BEHAVIOUR: behaviour } },
    });
  });
  afterAll(() => system.stop());

  /** The command as a process of its own, as a person runs it. */
  const startCommand = (...args: string[]) => {
    const { DATABASE_URL, QUEUE_URL, QUEUE_PREFIX, ROLLCALL_STATE } = system.config;
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL, QUEUE_URL, QUEUE_PREFIX, ROLLCALL_STATE },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    return { child, ended, said: () => said.join('') };
  };

  const inProcess = async (
    work: (context: Parameters<typeof resumeCommand>[0]) => Promise<number>,
  ): Promise<{ status: number; printed: string }> => {
    let printed = '';
    const print = (text: string): void => {
      printed += text;
    };
    const status = await work({ config: system.config, print, note: () => {} });
    return { status, printed };
  };

  it('a Ctrl-C, however often it arrives, leaves a run that `resume` finishes to its last document', async () => {
    const run = startCommand('run', '--limit', String(documents), '--concurrency', '4');
    await until('the run is under way', () => run.said().includes('Running:'));
    // From the terminal, from npm, from the starter: one wish.
    for (let times = 0; times < 3; times += 1) run.child.kill('SIGINT');
    expect(await run.ended).toBe(exitStatus.incomplete);
    expect(run.said()).toMatch(/Interrupted\. `rollcall resume [0-9a-f-]{36}` continues/);

    const { status, printed } = await inProcess((context) =>
      resumeCommand(context, 'latest', { concurrency: 16, json: true }),
    );
    expect(status).toBe(exitStatus.complete);
    const summary = JSON.parse(printed) as Summary;
    expect(summary).toMatchObject({ documents, failed: 0, lost: 0, open: 0 });
    expect(summary.reopened).toBeGreaterThan(0);
    expect(summary.speed.completion).toBe(`${documents} of ${documents}`);
  });

  it('a stack that runs already is not asked to call another model', async () => {
    const options = { concurrency: 1, k: 1, deadline: 1, limit: 1, baseUrl: 'http://127.0.0.1:9/v1' };
    await expect(inProcess((context) => runCommand(context, options))).rejects.toMatchObject({
      code: 'stack.other_model',
    });
  });
});

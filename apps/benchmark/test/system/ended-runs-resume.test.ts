import { join } from 'node:path';
import { keepSecrets } from '@rollcall/embedded';
import { testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelCommand } from '../../src/commands/cancel.ts';
import { type ReplayOptions, replayCommand, resumeCommand } from '../../src/commands/resume.ts';
import { exitStatus } from '../../src/exit-status.ts';
import type { Summary } from '../../src/report/summary.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

const documents = 24;
const wellBehaved = { latencyMs: 20 };

describe.each(testBackends())('with the queue on $name', (backend) => {
  let system: WholeSystem;
  beforeAll(async () => {
    system = await startWholeSystem({ queue: backend.queue });
  });
  beforeEach(async () => {
    await behave(wellBehaved);
    await smallModel('/admin/requests', { method: 'DELETE' });
  });
  afterAll(() => system.stop());

  const smallModel = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const { serviceToken: token } = await keepSecrets(join(system.stateDir, 'secrets.json'));
    const response = await fetch(new URL(path, system.stack.file.services['small-model']?.url), {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    expect(response.ok).toBe(true);
    return response;
  };
  const behave = async (behaviour: object): Promise<void> => {
    await smallModel('/admin/faults', { method: 'PUT', body: JSON.stringify(behaviour) });
  };
  const calls = async (): Promise<number> =>
    ((await (await smallModel('/admin/requests')).json()) as { count: number }).count;

  const command = async <T = unknown>(
    work: (context: Parameters<typeof resumeCommand>[0]) => Promise<number>,
  ): Promise<{ status: number; said: string; result: T }> => {
    let printed = '';
    const said: string[] = [];
    const status = await work({
      config: system.config,
      print: (text) => {
        printed += text;
      },
      note: (text) => said.push(text),
    });
    return { status, said: said.join('\n'), result: JSON.parse(printed) as T };
  };
  const openingAgain: ReplayOptions = { concurrency: 16, json: true };

  /** No call comes any more: what waited was discarded. */
  const expectQuietModel = async (): Promise<void> => {
    const before = await calls();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await calls()).toBe(before);
  };

  it('a run whose model fails is stopped by its rule, calls no model any more, and resumes to its last document', async () => {
    await behave({ fault: 'http-500' });
    const stopped = await system.run({ limit: documents, concurrency: 8, stopAfter: 3 });
    expect(stopped.status).toBe(exitStatus.incomplete);
    expect(stopped.summary).toMatchObject({ documents, failed: documents, open: 0 });
    expect(stopped.summary.failuresByCode['run.stopped']).toBeGreaterThan(documents / 2);
    expect(stopped.summary.ended).toContain('failed one after the other (--stop-after)');
    await expectQuietModel();

    await behave(wellBehaved);
    const resumed = await command<Summary>((context) => resumeCommand(context, 'latest', openingAgain));
    expect(resumed.said).toMatch(/Opening 24 rows again: run\.stopped \d+, model\.server_error \d/);
    expect(resumed.status).toBe(exitStatus.complete);
    expect(resumed.result).toMatchObject({ documents, failed: 0, lost: 0, open: 0, ended: null });
  });

  it('a run that is cancelled elsewhere ends, is paid no further, and can be replayed', async () => {
    await behave({ latencyMs: 1500 });
    const running = system.run({ limit: documents, concurrency: documents });
    await until('the model is called', async () => (await calls()) > 0);
    const { status, result } = await command<{ closed: number; atWork: number }>((context) =>
      cancelCommand(context, 'latest', { json: true }),
    );
    expect(status).toBe(exitStatus.complete);
    expect(result).toMatchObject({ atWork: 0 });
    expect(result.closed).toBeGreaterThan(0);
    const { status: ended, summary } = await running;
    expect(ended).toBe(exitStatus.incomplete);
    expect(summary.failuresByCode).toEqual({ 'run.cancelled': result.closed });
    expect(summary.ended).toContain('cancelled');
    await expectQuietModel();
    const again = await command((context) => cancelCommand(context, 'latest', { json: true }));
    expect(again.result).toMatchObject({ closed: 0, discarded: 0, atWork: 0 });

    await behave(wellBehaved);
    const other = await command<Summary>((context) =>
      replayCommand(context, 'latest', { ...openingAgain, code: ['row.lost'] }),
    );
    expect(other.said).toContain('No row is to be opened again.');
    expect(other.result.ended).toContain('cancelled');
    const replayed = await command<Summary>((context) =>
      replayCommand(context, 'latest', { ...openingAgain, code: ['run.cancelled'] }),
    );
    expect(replayed.said).toContain(`Opening ${result.closed} rows again: run.cancelled ${result.closed}`);
    expect(replayed.status).toBe(exitStatus.complete);
    expect(replayed.result).toMatchObject({ documents, failed: 0, lost: 0, open: 0, ended: null });
  });
});

import { join } from 'node:path';
import { keepSecrets } from '@rollcall/embedded';
import { type Database, openDatabase } from '@rollcall/postgres';
import { type FakePresidio, startFakePresidio } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitStatus } from '../../src/exit-status.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

describe('with a back-end for names that dies', () => {
  let presidio: FakePresidio;
  let system: WholeSystem;
  let db: Database;
  beforeAll(async () => {
    presidio = await startFakePresidio({});
    system = await startWholeSystem({
      queue: (databaseUrl) => ({ url: databaseUrl, prefix: 'dead-recognizer' }),
      extra: {
        redactor: { REDACT_PRESIDIO_URL: presidio.url },
        'small-model': { SMALL_MODEL_RECORD_REQUESTS: 'true' },
      },
    });
    db = openDatabase({ url: system.databaseUrl, service: 'test', max: 2 });
  });
  afterAll(async () => {
    await db.close();
    await system.stop();
    await presidio.close();
  });

  /** How many calls the model has had. */
  const calls = async (): Promise<number> => {
    const token = (await keepSecrets(join(system.stateDir, 'secrets.json'))).serviceToken;
    const response = await fetch(`${system.stack.file.services['small-model']?.url}/admin/requests`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    return ((await response.json()) as { count: number }).count;
  };

  const promptsOf = async (runId: string): Promise<(string | null)[]> => {
    const { rows } = await db.query<{ masked_prompt: string | null }>({
      name: 'test.prompts',
      text: 'SELECT masked_prompt FROM rollcall.rows WHERE run_id = $1',
      values: [runId],
    });
    return rows.map((row) => row.masked_prompt);
  };

  it('every document ends with its code, none reaches the model, and all are answered once it is back', async () => {
    const wishes = { limit: 8, stopAfter: 0 };
    expect(await system.run(wishes)).toMatchObject({
      status: exitStatus.complete,
      summary: { documents: 8, failed: 0 },
    });
    expect(presidio.asked.length).toBeGreaterThan(8);
    const before = await calls();
    expect(before).toBeGreaterThan(0);

    await presidio.close();
    // Others than before: what is remembered needs no back-end.
    const dead = await system.run({ limit: 24, stopAfter: 0 });
    const { summary } = dead;
    expect(dead.status).toBe(exitStatus.incomplete);
    expect(summary).toMatchObject({ documents: 24, open: 0, lost: 0 });
    expect(summary.failuresByCode).toEqual({ 'redact.backend_unavailable': summary.failed });
    expect(summary.failed).toBeGreaterThanOrEqual(16);
    const prompts = await promptsOf(summary.run);
    expect(prompts.filter((prompt) => prompt === null)).toHaveLength(summary.failed);
    expect(await calls()).toBeLessThanOrEqual(before + 24 - summary.failed);

    await presidio.open();
    expect(await system.run({ limit: 24, stopAfter: 0 })).toMatchObject({
      status: exitStatus.complete,
      summary: { documents: 24, failed: 0 },
    });
  });
});

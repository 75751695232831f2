import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, freePort } from '@rollcall/testing';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { exitStatus } from '../../src/exit-status.ts';
import { runIn } from './whole-system.ts';

it('with the model endpoint down every row closes as failed with the model’s code, and nothing hangs', async () => {
  const database = await createTestDatabase();
  const stateDir = mkdtempSync(join(tmpdir(), 'rollcall-dead-model-'));
  try {
    const config = readConfig({ DATABASE_URL: database.url, ROLLCALL_STATE: stateDir });
    const baseUrl = `http://127.0.0.1:${await freePort()}/v1`;
    const { status, summary } = await runIn(config, { baseUrl, limit: 40, rehearsal: false, stopAfter: 0 });
    expect(status).toBe(exitStatus.incomplete);
    expect(summary).toMatchObject({ documents: 40, failed: 40, answered: 0, open: 0 });
    expect(summary.failuresByCode).toEqual({ 'model.unavailable': 40 });
    const file = join(stateDir, 'runs/latest/summary.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(summary);
  } finally {
    await database.drop();
    rmSync(stateDir, { recursive: true, force: true });
  }
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, freePort, type TestDatabase } from '@rollcall/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stormCommand } from '../../src/commands/storm.ts';
import { type BenchmarkConfig, readConfig } from '../../src/config.ts';
import { exitStatus } from '../../src/exit-status.ts';
import { runIn } from './whole-system.ts';

describe('with a model endpoint that is down', () => {
  let database: TestDatabase;
  let stateDir: string;
  let config: BenchmarkConfig;
  let baseUrl: string;
  beforeEach(async () => {
    database = await createTestDatabase();
    stateDir = mkdtempSync(join(tmpdir(), 'rollcall-dead-model-'));
    config = readConfig({ DATABASE_URL: database.url, ROLLCALL_STATE: stateDir });
    baseUrl = `http://127.0.0.1:${await freePort()}/v1`;
  });
  afterEach(async () => {
    await database.drop();
    rmSync(stateDir, { recursive: true, force: true });
  });

  it('every row closes as failed with the model’s code, and nothing hangs', async () => {
    const options = { baseUrl, limit: 40, rehearsal: false, stopAfter: 0 };
    const { status, summary } = await runIn(config, options);
    expect(status).toBe(exitStatus.incomplete);
    expect(summary).toMatchObject({ documents: 40, failed: 40, answered: 0, open: 0 });
    expect(summary.failuresByCode).toEqual({ 'model.unavailable': 40 });
    const file = join(stateDir, 'runs/latest/summary.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(summary);
  });

  it('a run is refused until a storm of this configuration has passed, and then ends after 20 failures', async () => {
    await expect(runIn(config, { baseUrl, limit: 60 })).rejects.toMatchObject({
      code: 'run.not_rehearsed',
      details: { rehearse: 'rollcall storm' },
    });
    const context = { config, print: () => {}, note: () => {} };
    expect(await stormCommand(context, { documents: 60, via: 'http', k: 5 })).toBe(exitStatus.complete);

    const { status, summary } = await runIn(config, { baseUrl, limit: 60, concurrency: 30 });
    expect(status).toBe(exitStatus.incomplete);
    expect(summary).toMatchObject({ documents: 60, failed: 60, open: 0 });
    expect(summary.ended).toContain('(--stop-after)');
    expect(Object.keys(summary.failuresByCode).sort()).toEqual(['model.unavailable', 'run.stopped']);
  });
});

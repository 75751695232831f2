import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase, testBackends } from '@rollcall/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StormOptions, stormCommand } from '../../src/commands/storm.ts';
import { type BenchmarkConfig, readConfig } from '../../src/config.ts';
import { exitStatus } from '../../src/exit-status.ts';
import { findRehearsal } from '../../src/rehearsal/record.ts';
import type { StormReport } from '../../src/storm/storm-report.ts';
import { stormFile } from '../storm.ts';

const documents = 40;
const maxConnections = 10;
/** Of ten connections three are the superusers', and the storm's own watch takes one of the others. */
const leakable = 6;

const stormIn = async (
  config: BenchmarkConfig,
  options: Pick<StormOptions, 'via'> & Partial<Pick<StormOptions, 'lookup'>>,
): Promise<{ status: number; printed: Omit<StormReport, 'samples'> }> => {
  let printed = '';
  const context = {
    config,
    print: (text: string) => {
      printed += text;
    },
    note: () => {},
  };
  const status = await stormCommand(context, { documents, maxConnections, k: 5, json: true, ...options });
  return { status, printed: JSON.parse(printed) };
};

/** Each door on another queue, where there is more than one. */
const doors = [
  { via: 'http' as const, backend: testBackends().at(0) },
  { via: 'queue' as const, backend: testBackends().at(-1) },
];

describe.each(doors)('a storm through the $via door', ({ via, backend }) => {
  let database: TestDatabase;
  let stateDir: string;
  let config: BenchmarkConfig;

  beforeEach(async () => {
    database = await createTestDatabase();
    stateDir = mkdtempSync(join(tmpdir(), 'rollcall-storm-'));
    const queue = backend?.queue(database.url);
    config = readConfig({
      DATABASE_URL: database.url,
      QUEUE_URL: queue?.url,
      QUEUE_PREFIX: queue?.prefix,
      ROLLCALL_STATE: stateDir,
    });
  });
  afterEach(async () => {
    await database.drop();
    rmSync(stateDir, { recursive: true, force: true });
  });

  const written = (): StormReport => JSON.parse(readFileSync(stormFile(stateDir, 'storm.json'), 'utf8'));

  it('passes with a pooled lookup: every document comes back and the pool keeps its bound', async () => {
    const { status, printed } = await stormIn(config, { via, lookup: 'pooled' });
    expect(printed).toMatchObject({ verdict: 'pass', reasons: [] });
    expect(status).toBe(exitStatus.complete);
    const { rows, answers, cameToRest } = printed.outcome;
    expect(rows.answered + rows.abstained).toBe(documents);
    expect(cameToRest).toBe(true);
    if (via === 'http') expect((answers.answered ?? 0) + (answers.abstained ?? 0)).toBe(documents);

    const { samples, bounds } = written();
    const most = (pool: string) => Math.max(...samples.map(({ connections }) => connections[pool] ?? 0));
    expect(most('retriever lookup')).toBeGreaterThan(0);
    expect(most('retriever lookup')).toBeLessThanOrEqual(bounds.pools['retriever lookup'] ?? 0);
    expect(bounds.servers.lookup).toBe(maxConnections - 3);
    // The lookup of the incident is not the one of a run: this rehearses none.
    expect(existsSync(join(stateDir, 'rehearsals.json'))).toBe(false);
  });

  it('is remembered as a rehearsal where it stormed the system that a run will have', async () => {
    const { status, printed } = await stormIn(config, { via });
    expect(status).toBe(exitStatus.complete);
    const { rehearsals } = JSON.parse(readFileSync(join(stateDir, 'rehearsals.json'), 'utf8'));
    expect(rehearsals).toMatchObject([{ verdict: 'pass', documents, storm: printed.id }]);
    const wanted = { fingerprint: rehearsals[0].fingerprint, documents };
    expect(await findRehearsal(stateDir, wanted)).toMatchObject({ storm: printed.id });
    expect(await findRehearsal(stateDir, { ...wanted, documents: documents + 1 })).toBeUndefined();
  });

  it('fails with a leaking lookup: few answers, every row closed with the code, the leak named', async () => {
    const { status, printed } = await stormIn(config, { via, lookup: 'leaking' });
    expect(status).toBe(exitStatus.failed);
    const { outcome, reasons } = printed;
    const answered = outcome.rows.answered + outcome.rows.abstained;
    expect(answered).toBe(leakable);
    expect(outcome.rows).toMatchObject({ open: 0, lost: 0, failed: documents - answered });
    expect(outcome.failures).toEqual({ 'postgres.too_many_connections': documents - answered });
    if (via === 'http') expect(outcome.refusals).toEqual(outcome.failures);
    expect(reasons).toEqual([
      `34 of 40 rows failed or were lost: 34 postgres.too_many_connections`,
      expect.stringMatching(
        /^connections grew without bound in retriever lookup, \d -> 6 in [\d.]+ s, where 4 are allowed$/,
      ),
      'the Postgres of the lookup was full: all 7 connections for ordinary roles were taken',
      expect.stringMatching(
        /^a leak in retriever: apps\/retriever\/src\/find-passages\.ts:\d+ kept 6 connections$/,
      ),
      '6 connections of retriever lookup not given back',
    ]);

    expect(readFileSync(stormFile(stateDir, 'storm.html'), 'utf8')).toContain('6 of 40 documents answered');
  });
});

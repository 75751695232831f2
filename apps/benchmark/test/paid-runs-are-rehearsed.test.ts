import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenantId } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { configurationOf } from '../src/rehearsal/configuration.ts';
import { fingerprint } from '../src/rehearsal/fingerprint.ts';
import { commandFor, type Preflight, preflight } from '../src/rehearsal/preflight.ts';
import { recordRehearsal } from '../src/rehearsal/record.ts';
import type { Session } from '../src/session.ts';
import { type Ledger, startLedger } from './ledger.ts';

/** A gateway that says which model its stack calls. */
let gateway: Server;
let listing: { status: number; body: unknown };
let ledger: Ledger;
let stateDir: string;

const small = { data: [{ id: 'small-extractive', owned_by: 'rollcall' }] };
const large = { data: [{ id: 'large-70b', owned_by: 'acme' }] };

beforeAll(async () => {
  ledger = await startLedger();
  gateway = createServer((_request, response) => {
    response.writeHead(listing.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(listing.body));
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => gateway.close(resolve));
  await ledger.stop();
});
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'rollcall-preflight-'));
  listing = { status: 200, body: large };
});
afterEach(() => rmSync(stateDir, { recursive: true }));

const config = () => readConfig({ ROLLCALL_STATE: stateDir });
const session = (): Session => ({
  ...ledger,
  log: createLog('test', 'silent'),
  target: {
    admin: { databaseUrl: '', queueUrl: '' },
    databaseUrl: '',
    queueUrl: '',
    gatewayUrl: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
    tracesUrl: undefined,
    token: undefined,
    pooler: 'none',
  },
});
const flight: Preflight = {
  tenantId: defaultTenantId,
  collection: 'c',
  k: 5,
  atOnce: 64,
  demanded: true,
  given: {},
};
const notes: string[] = [];
const fly = (change: Partial<Preflight> = {}) =>
  preflight({ config: config(), print: () => {}, note: (text) => notes.push(text) }, session(), {
    ...flight,
    ...change,
  });
const rehearse = async (change: { k?: number; documents?: number; verdict?: 'pass' | 'fail' } = {}) =>
  recordRehearsal(stateDir, {
    fingerprint: fingerprint(await configurationOf(config(), session(), { ...flight, ...change })),
    at: new Date(0).toISOString(),
    documents: change.documents ?? 400,
    verdict: change.verdict ?? 'pass',
    storm: 's',
  });

describe('a run', () => {
  it('against the small model needs no rehearsal', async () => {
    listing = { status: 200, body: small };
    expect(await fly()).toEqual({ costsMoney: false });
  });

  it('against another model is refused without one, with the command that makes up for it', async () => {
    await expect(fly()).rejects.toMatchObject({
      code: 'run.not_rehearsed',
      details: { rehearse: 'rollcall storm', missing: expect.stringContaining('no storm') },
    });
  });

  it('against a model that cannot be told is taken for one that costs money', async () => {
    for (const unclear of [
      { status: 502, body: small },
      { status: 200, body: { data: [] } },
    ]) {
      listing = unclear;
      await expect(fly()).rejects.toMatchObject({ code: 'run.not_rehearsed' });
    }
  });

  it('is let through where a storm of this configuration has passed', async () => {
    await rehearse();
    expect(await fly()).toEqual({ costsMoney: true });
    expect(notes.at(-1)).toContain('400 documents at once, passed');
  });

  it('is not let through by a smaller storm, one of another configuration, or one that failed', async () => {
    await rehearse({ documents: 63 });
    await expect(fly()).rejects.toMatchObject({ code: 'run.not_rehearsed' });
    await rehearse({ k: 7 });
    await expect(fly()).rejects.toMatchObject({ code: 'run.not_rehearsed' });
    await rehearse();
    await rehearse({ verdict: 'fail' });
    await expect(fly()).rejects.toMatchObject({
      code: 'run.not_rehearsed',
      details: { missing: expect.stringContaining('failed') },
    });
  });

  it('is not let through by a storm from before the collection’s policy was changed', async () => {
    await rehearse();
    for (const policy of ['drop_unhelpful = true', "grounding = 'retry'"]) {
      await ledger.db.as(defaultTenantId).query({
        name: '',
        text: `INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, 'c') ON CONFLICT DO NOTHING`,
        values: [defaultTenantId],
      });
      await fly();
      await ledger.db.as(defaultTenantId).query({
        name: '',
        text: `UPDATE rollcall.collections SET ${policy} WHERE name = 'c'`,
      });
      await expect(fly()).rejects.toMatchObject({ code: 'run.not_rehearsed' });
      await rehearse();
    }
  });

  it('goes without one where somebody says so, and it is said that nothing was rehearsed', async () => {
    expect(await fly({ demanded: false })).toEqual({ costsMoney: true });
    expect(notes.at(-1)).toContain('Not rehearsed');
  });
});

it('the command that rehearses is what the run needs, as a shell takes it', () => {
  expect(commandFor({ atOnce: 64, k: 5, given: {} })).toBe('rollcall storm');
  expect(commandFor({ atOnce: 5000, k: 7, given: { dataset: 'my set.jsonl', collection: 'laws' } })).toBe(
    "rollcall storm --documents 5000 --dataset 'my set.jsonl' --collection laws -k 7",
  );
});

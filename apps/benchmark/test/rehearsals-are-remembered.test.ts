import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StackFile } from '@rollcall/embedded';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashCode } from '../src/rehearsal/code.ts';
import { type Configuration, fingerprint } from '../src/rehearsal/fingerprint.ts';
import { findRehearsal, mostKept, type Rehearsal, recordRehearsal } from '../src/rehearsal/record.ts';
import { findRoot } from '../src/root.ts';
import { keepSizing, readSizing, sizingOf, sizingSettings } from '../src/stack/sizing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-rehearsal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const configuration: Configuration = {
  code: 'c0de',
  queue: 'redis',
  database: { kind: 'embedded', majorVersion: 18, maxConnections: 100 },
  shares: { reserve: 5, shares: [] },
  system: 'stack',
  sizing: { CONCURRENCY: '8', DATABASE_POOL_MAX: '4' },
  k: 5,
  collection: { redaction: 'mask', abstain: false, drop: false, grounding: null },
};

describe('the fingerprint', () => {
  it('is the same for equal configurations, in whatever order they were written', () => {
    const { k, collection, ...rest } = configuration;
    const turned = {
      collection: Object.fromEntries(Object.entries(collection).reverse()) as typeof collection,
      k,
      ...rest,
      sizing: { DATABASE_POOL_MAX: '4', CONCURRENCY: '8' },
    };
    expect(fingerprint(turned)).toBe(fingerprint(configuration));
    expect(fingerprint(configuration)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Partial<Configuration>]>([
    ['the code', { code: 'other' }],
    ['the queue', { queue: 'postgres' }],
    ['the wall', { database: { ...configuration.database, maxConnections: 20 } }],
    ['the shares', { shares: { reserve: 6, shares: [] } }],
    ['a server without shares', { shares: null }],
    ['the system', { system: 'https://gateway.example.com' }],
    ['a setting', { sizing: { ...configuration.sizing, CONCURRENCY: '9' } }],
    ['a further setting', { sizing: { ...configuration.sizing, MODEL_CONCURRENCY: '16' } }],
    ['the passages looked up', { k: 6 }],
    ['what the collection masks', { collection: { ...configuration.collection, redaction: 'off' } }],
    ['what it does without evidence', { collection: { ...configuration.collection, abstain: true } }],
    ['what it leaves out of the prompt', { collection: { ...configuration.collection, drop: true } }],
    ['what it does by the verdict', { collection: { ...configuration.collection, grounding: 'retry' } }],
    ['the judge', { sizing: { ...configuration.sizing, JUDGE_MODEL: 'a', JUDGE_URL: 'https://j/v1' } }],
  ])('changes with %s', (_what, change) => {
    expect(fingerprint({ ...configuration, ...change })).not.toBe(fingerprint(configuration));
  });
});

describe('the code', () => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  it('is every source, migration and dependency of a checkout, and nothing else', async () => {
    write('nx.json', '{}');
    write('apps/gateway/src/main.ts', 'one');
    write('libs/postgres/migrations/0001_ledger.sql', 'two');
    write('package-lock.json', '{}');
    const before = await hashCode(folder);
    write('apps/gateway/test/some.test.ts', 'a test');
    write('apps/gateway/README.md', 'words');
    write('node_modules/a/src/index.js', 'installed');
    expect(await hashCode(folder)).toBe(before);

    const after = new Set([before]);
    write('apps/gateway/src/main.ts', 'one, changed');
    after.add(await hashCode(folder));
    write('apps/gateway/src/deep/more.ts', '');
    after.add(await hashCode(folder));
    write('libs/postgres/migrations/0001_ledger.sql', 'two, changed');
    after.add(await hashCode(folder));
    write('package-lock.json', '{"changed": true}');
    after.add(await hashCode(folder));
    expect(after.size).toBe(5);
  });

  it('is the bundle in an image', async () => {
    write('app/main.js', 'one');
    write('package.json', '{}');
    const before = await hashCode(folder);
    write('datasets/set.jsonl', '{}');
    expect(await hashCode(folder)).toBe(before);
    write('app/main.js', 'two');
    expect(await hashCode(folder)).not.toBe(before);
  });
});

describe('a rehearsal', () => {
  const made = (change: Partial<Rehearsal> = {}): Rehearsal => ({
    fingerprint: 'f',
    at: '2026-01-01T00:00:00.000Z',
    documents: 400,
    verdict: 'pass',
    storm: 's',
    ...change,
  });
  const find = (documents: number, name = 'f') => findRehearsal(folder, { fingerprint: name, documents });

  it('is found for its own configuration, with as many documents at once or fewer', async () => {
    expect(await find(1)).toBeUndefined();
    await recordRehearsal(folder, made());
    expect(await find(400)).toEqual(made());
    expect(await find(64)).toEqual(made());
    expect(await find(401)).toBeUndefined();
    expect(await find(64, 'other')).toBeUndefined();
  });

  it('that failed since takes back what an earlier one had shown', async () => {
    await recordRehearsal(folder, made());
    await recordRehearsal(folder, made({ verdict: 'fail', storm: 'later' }));
    expect(await find(64)).toMatchObject({ verdict: 'fail', storm: 'later' });
    await recordRehearsal(folder, made({ storm: 'mended' }));
    expect(await find(64)).toMatchObject({ verdict: 'pass', storm: 'mended' });
  });

  it('is kept for the owner only, and the oldest are dropped', async () => {
    for (let number = 0; number <= mostKept; number += 1) {
      await recordRehearsal(folder, made({ fingerprint: `f${number}` }));
    }
    expect(statSync(join(folder, 'rehearsals.json')).mode & 0o777).toBe(0o600);
    const { rehearsals } = JSON.parse(readFileSync(join(folder, 'rehearsals.json'), 'utf8'));
    expect(rehearsals).toHaveLength(mostKept);
    expect(await find(1, 'f0')).toBeUndefined();
    expect(await find(1, `f${mostKept}`)).toBeDefined();
  });

  it('counts as never made where the file is not of its form', async () => {
    writeFileSync(join(folder, 'rehearsals.json'), '{"version":1,"rehears');
    expect(await find(1)).toBeUndefined();
    await recordRehearsal(folder, made());
    expect(await find(1)).toEqual(made());
  });
});

describe('what a stack was started with', () => {
  const stack = (startedAt: string): StackFile => ({
    version: 1,
    startedAt,
    portBase: 7400,
    databaseUrl: 'postgres://127.0.0.1/a',
    queueUrl: 'postgres://127.0.0.1/a',
    services: {},
  });

  it('is kept without what is no matter of size, or is not set', () => {
    const environment = { CONCURRENCY: '9', MAX_WAITING: '', PATH: '/bin', ROLLCALL_SERVICE_TOKEN: 'secret' };
    expect(sizingOf(environment)).toEqual({ CONCURRENCY: '9' });
  });

  it('has its judge, so that another one is another configuration', () => {
    const judged = { JUDGE_MODEL: 'm', JUDGE_URL: 'https://judge.example.com/v1', JUDGE_API_KEY: 'secret' };
    const { JUDGE_API_KEY: _secret, ...kept } = judged;
    expect(sizingOf(judged)).toEqual(kept);
  });

  it('is that stack’s only: another one’s equals nothing', async () => {
    await keepSizing(folder, stack('2026-01-01T00:00:00.000Z'), { CONCURRENCY: '9' });
    expect(await readSizing(folder, stack('2026-01-01T00:00:00.000Z'))).toEqual({ CONCURRENCY: '9' });
    expect(await readSizing(folder, stack('2026-01-02T00:00:00.000Z'))).not.toEqual({ CONCURRENCY: '9' });
  });

  it('names settings that a service reads', () => {
    const configs = globSync('{apps,libs}/*/src/config.ts', { cwd: findRoot() });
    const text = configs.map((path) => readFileSync(join(findRoot(), path), 'utf8')).join('\n');
    const unknown = sizingSettings.filter((name) => !new RegExp(`^ +${name}: `, 'm').test(text));
    expect(unknown).toEqual([]);
  });
});

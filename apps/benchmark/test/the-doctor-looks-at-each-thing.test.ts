import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, freePort, testServerUrl } from '@rollcall/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { doctorCommand } from '../src/commands/doctor.ts';
import { readConfig } from '../src/config.ts';
import type { Finding } from '../src/doctor/finding.ts';
import { checkNode, checkUser } from '../src/doctor/machine.ts';
import { checkDatabase, checkPorts, checkQueue, checkStack } from '../src/doctor/servers.ts';
import { exitStatus } from '../src/exit-status.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'rollcall-doctor-'));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

/** `rollcall doctor --json` on a state folder of its own. */
const examine = async (env: Record<string, string> = {}) => {
  let printed = '';
  const config = readConfig({ ROLLCALL_STATE: stateDir, ...env });
  const print = (text: string): void => {
    printed += text;
  };
  const context = { config, print, note: () => {} };
  const status = await doctorCommand(context, { json: true });
  const { findings } = JSON.parse(printed) as { findings: Finding[] };
  return { status, of: (about: string) => findings.find((finding) => finding.about === about) };
};

describe('the doctor', () => {
  it('finds nothing missing on a machine that can run the tests', async () => {
    const { status, of } = await examine();
    expect(status).toBe(exitStatus.complete);
    expect(of('postgres')).toMatchObject({ state: 'good' });
    expect(of('folder')?.words).toMatch(/GiB free$/);
  });

  it('says that others can read the vault key', async () => {
    const file = join(stateDir, 'secrets.json');
    writeFileSync(file, '{}');
    chmodSync(file, 0o644);
    const { status, of } = await examine();
    expect(status).toBe(exitStatus.failed);
    expect(of('secrets')).toMatchObject({ state: 'bad' });
    expect(of('secrets')?.words).toContain('chmod 600');
    rmSync(file);
  });

  it('looks at everything else although the stack’s own file is broken', async () => {
    const file = join(stateDir, 'stack.json');
    writeFileSync(file, 'no JSON');
    const { of } = await examine();
    expect(of('stack')).toMatchObject({ state: 'bad' });
    expect(of('stack')?.words).toContain('stack.file_invalid');
    expect(of('node')).toMatchObject({ state: 'good' });
    rmSync(file);
  });

  it('names servers that do not answer, and never their passwords', async () => {
    const port = await freePort();
    const { status, of } = await examine({
      DATABASE_URL: `postgres://anna:secret@127.0.0.1:${port}/x`,
      QUEUE_URL: `postgres://anna:secret@127.0.0.1:${port}/x`,
    });
    expect(status).toBe(exitStatus.failed);
    expect(of('database')?.words).toContain('postgres.unavailable');
    expect(of('queue')?.words).toContain('queue.unavailable');
    expect(JSON.stringify([of('database'), of('queue')])).not.toContain('secret');
  });
});

describe('a look at', () => {
  it('Node says when it is too old', () => {
    expect(checkNode('22.4.0')).toMatchObject({ state: 'bad' });
    expect(checkNode('24.0.0')).toMatchObject({ state: 'good' });
  });

  it('the user says who Postgres would run as', () => {
    expect(checkUser({}, 'anna').words).toContain('anna: the embedded Postgres runs as this user');
    expect(checkUser({ name: 'nobody', uid: 65_534, gid: 65_534 }).words).toContain('runs as nobody');
    expect(checkUser(undefined)).toMatchObject({ state: 'bad' });
  });

  it('the ports names those that are taken', async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    expect(await checkPorts('down', port)).toMatchObject({ state: 'note' });
    expect((await checkPorts('down', port)).words).toContain(String(port));
    taken.close();
    expect(await checkPorts('up', port)).toMatchObject({ state: 'good' });
  });

  it('the stack tells remnants and services that are not ready from a stack that is up', () => {
    const service = { name: 'gateway', url: '', pid: 1, logFile: '', running: true, live: true, checks: {} };
    expect(checkStack({ state: 'remnants', services: [] }).words).toContain('rollcall down');
    expect(checkStack({ state: 'up', services: [] })).toMatchObject({ state: 'note' });
    expect(checkStack({ state: 'up', services: [{ ...service, ready: false }] }).words).toContain('gateway');
    expect(checkStack({ state: 'up', services: [{ ...service, ready: true }] })).toMatchObject({
      state: 'good',
    });
  });

  it('the database tells an old schema from the one that is needed', async () => {
    expect((await checkDatabase(testServerUrl())).words).toMatch(/schema 0 of \d+/);
    const database = await createTestDatabase();
    expect(await checkDatabase(database.url)).toMatchObject({ state: 'good' });
    expect(await checkQueue(database.url, 'rollcall')).toMatchObject({ state: 'good' });
    await database.drop();
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identify } from '../src/process-identity.ts';
import { claimStackFile, readStackFile, type StackFile, stackState } from '../src/stack-file.ts';
import { temporaryFolder } from './fixtures/temporary.ts';

const gone = { pid: 2 ** 22, startTime: '1' };
const here = identify(process.pid);

const fileWith = (more: Partial<StackFile>): StackFile => ({
  version: 1,
  startedAt: '2026-11-21T05:00:00.000Z',
  portBase: 7400,
  databaseUrl: 'postgresql://127.0.0.1/postgres',
  queueUrl: 'postgresql://127.0.0.1/postgres',
  services: {},
  ...more,
});

const service = (identity: typeof here) => ({
  ...identity,
  url: 'http://127.0.0.1:7400',
  logFile: '',
  stopWave: 0,
});

test.each([
  ['its launcher runs', fileWith({ launcher: here }), 'up'],
  ['it was left running on its own', fileWith({ services: { a: service(here), b: service(gone) } }), 'up'],
  [
    'its launcher died and a service did not',
    fileWith({ launcher: gone, services: { a: service(here) } }),
    'remnants',
  ],
  [
    'its launcher died and its server did not',
    fileWith({ launcher: gone, postgres: { ...here, port: 1, dataDir: '' } }),
    'remnants',
  ],
  ['nothing of it runs', fileWith({ launcher: gone, services: { a: service(gone) } }), 'stale'],
  ['another process has its number', fileWith({ launcher: { ...here, startTime: '1' } }), 'stale'],
])('a stack file where %s', (_case, file, state) => {
  expect(stackState(file)).toBe(state);
});

test('one of several that start in the same folder gets the file', async () => {
  const stateDir = join(temporaryFolder(), '.rollcall');
  const files = [7400, 7500, 7600].map((portBase) => fileWith({ portBase }));
  const claims = await Promise.all(files.map((file) => claimStackFile(stateDir, file)));
  expect(claims.filter(Boolean)).toEqual([true]);
  expect(await readStackFile(stateDir)).toEqual(files[claims.indexOf(true)]);
});

test('a file that is none is refused by name', async () => {
  const stateDir = temporaryFolder();
  writeFileSync(join(stateDir, 'stack.json'), '{"version":2}');
  const refused = readStackFile(stateDir);
  await expect(refused).rejects.toMatchObject({ code: 'stack.file_invalid' });
});

test('a state folder that cannot be made is refused by name', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const refused = claimStackFile(join(file, '.rollcall'), fileWith({}));
  await expect(refused).rejects.toMatchObject({ code: 'stack.folder_unusable' });
});

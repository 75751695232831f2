import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hydrateSymlinks, packagedFolder } from '../src/binaries.ts';
import { digestOf, installCopy } from '../src/binaries-copy.ts';
import { closedFolder, temporaryFolder } from './fixtures/temporary.ts';

/** A package in small, made under a umask that shuts everybody else out. */
const smallPackage = (): string => {
  const native = join(closedFolder(), 'native');
  for (const folder of ['bin', 'lib', 'share'])
    mkdirSync(join(native, folder), { recursive: true, mode: 0o700 });
  writeFileSync(join(native, 'bin', 'postgres'), 'program', { mode: 0o700 });
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library', { mode: 0o600 });
  writeFileSync(join(native, 'lib', 'libpq.a'), 'static library', { mode: 0o600 });
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    { source: 'native/lib/libpq.so.5.18', target: '../../elsewhere' },
  ];
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
};

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('a copy is whole, and readable by all and writable by none but its owner', async () => {
  const native = smallPackage();
  const copy = (await installCopy(native, join(temporaryFolder(), 'cache'))) ?? '';
  expect(await digestOf(copy)).toBe(await digestOf(native));
  expect(['', 'bin', 'bin/postgres', 'lib/libpq.so.5.18'].map((path) => modeOf(join(copy, path)))).toEqual([
    '755',
    '755',
    '755',
    '644',
  ]);
});

test('a copy is made once, and again where it was altered', async () => {
  const native = smallPackage();
  const cache = join(temporaryFolder(), 'cache');
  const copy = (await installCopy(native, cache)) ?? '';
  const madeAt = statSync(copy).ino;
  expect(await installCopy(native, cache)).toBe(copy);
  expect(statSync(copy).ino).toBe(madeAt);

  writeFileSync(join(copy, 'bin', 'postgres'), 'another program');
  expect(await installCopy(native, cache)).toBe(copy);
  expect(readFileSync(join(copy, 'bin', 'postgres'), 'utf8')).toBe('program');
});

test('several processes may install at the same time', async () => {
  const native = smallPackage();
  const cache = join(temporaryFolder(), 'cache');
  const copies = await Promise.all([installCopy(native, cache), installCopy(native, cache)]);
  expect(copies[0]).toBeDefined();
  expect(copies[1]).toBe(copies[0]);
});

test('a cache folder that another user may have prepared is not used', async () => {
  const native = smallPackage();
  const open = join(temporaryFolder(), 'open');
  mkdirSync(open);
  chmodSync(open, 0o777);
  expect(await installCopy(native, open)).toBeUndefined();

  const linked = join(temporaryFolder(), 'linked');
  symlinkSync(temporaryFolder(), linked);
  expect(await installCopy(native, linked)).toBeUndefined();
});

test.each(['before', 'after'])(
  'links between library versions made %s the copy lead to its own libraries',
  async (when) => {
    const native = smallPackage();
    if (when === 'before') await hydrateSymlinks(native);
    const copy = (await installCopy(native, join(temporaryFolder(), 'cache'))) ?? '';
    await hydrateSymlinks(copy);
    await hydrateSymlinks(copy);
    expect(realpathSync(join(copy, 'lib', 'libpq.so.5'))).toBe(join(copy, 'lib', 'libpq.so.5.18'));
  },
);

test('links are made inside the library folder only', async () => {
  const native = smallPackage();
  await hydrateSymlinks(native);
  expect(readFileSync(join(native, 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
  expect(statSync(join(native, '..', '..', 'elsewhere'), { throwIfNoEntry: false })).toBeUndefined();
});

test('a platform without a package is refused by name', () => {
  expect(() => packagedFolder('sunos-sparc')).toThrow(
    expect.objectContaining({ code: 'stack.platform_unsupported', details: { platform: 'sunos-sparc' } }),
  );
});

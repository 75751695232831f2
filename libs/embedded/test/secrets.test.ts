import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepSecrets } from '../src/index.ts';
import { temporaryFolder } from './fixtures/temporary.ts';

test('secrets are made once, kept, and readable by their owner alone', async () => {
  const file = join(temporaryFolder(), '.rollcall', 'secrets.json');
  const made = await keepSecrets(file);
  chmodSync(file, 0o644);
  expect(await keepSecrets(file)).toMatchObject(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the vault key is a key id and 32 bytes', async () => {
  const { vaultKey } = await keepSecrets(join(temporaryFolder(), 'secrets.json'));
  const [id, key] = vaultKey.split(':');
  expect([id, Buffer.from(key ?? '', 'base64').length]).toEqual(['k1', 32]);
});

test('processes that make them at the same time get the same', async () => {
  const file = join(temporaryFolder(), 'secrets.json');
  const made = await Promise.all(Array.from({ length: 8 }, () => keepSecrets(file)));
  expect(new Set(made.map(({ serviceToken }) => serviceToken)).size).toBe(1);
});

test('an altered file is refused, not replaced', async () => {
  const file = join(temporaryFolder(), 'secrets.json');
  writeFileSync(file, '{"version":1,"vaultKey":"short"}');
  await expect(keepSecrets(file)).rejects.toMatchObject({ code: 'stack.file_invalid', details: { file } });
});

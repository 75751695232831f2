import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseUser } from '../src/index.ts';
import { canReach } from '../src/run-as.ts';
import { closedFolder, temporaryFolder } from './fixtures/temporary.ts';

const passwd = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
app:x:1000:1000::/home/app:/bin/sh
`;

test('root lends the server the user of the data, then one made for it, then any', () => {
  expect(chooseUser(passwd, 1000)?.name).toBe('app');
  expect(chooseUser(passwd, 0)?.name).toBe('nobody');
  expect(chooseUser(`${passwd}postgres:x:70:70::/:/bin/sh\n`)?.name).toBe('postgres');
  expect(chooseUser('root:x:0:0::/:/bin/sh\nweb:x:33:33::/:/bin/sh\n')).toEqual({
    name: 'web',
    uid: 33,
    gid: 33,
  });
  expect(chooseUser('root:x:0:0::/:/bin/sh\n\nbroken\n')).toBeUndefined();
});

test('a folder is reached where every folder above it may be passed', async () => {
  const stranger = { uid: 54_321, gid: 54_321 };
  expect(await canReach(join(temporaryFolder(), 'not', 'there', 'yet'), stranger)).toBe(true);
  expect(await canReach(join(closedFolder(), 'postgres'), stranger)).toBe(false);
});

test('an owner is held to the bits of the owner', async () => {
  const folder = join(temporaryFolder(), 'odd');
  mkdirSync(folder);
  chmodSync(folder, 0o677);
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  expect(await canReach(folder, self)).toBe(false);
  expect(await canReach(folder, { uid: 54_321, gid: self.gid })).toBe(true);
});

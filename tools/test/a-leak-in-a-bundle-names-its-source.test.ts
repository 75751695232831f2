import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRows } from '@rollcall/ledger';
import { first } from '@rollcall/pipeline';
import { openDatabase } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { defaultTenantId } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase, freePort, type TestDatabase, until } from '@rollcall/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let database: TestDatabase;
let folder: string;
let child: ChildProcess | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'rollcall-bundle-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(root, 'apps/retriever/dist'), join(folder, 'retriever'), { recursive: true });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

/** How the image starts the service. */
const command = (): string[] => {
  const file = readFileSync(join(root, 'apps/retriever/Dockerfile'), 'utf8');
  return JSON.parse(/^CMD (\[.*\])$/m.exec(file)?.[1] ?? '[]').slice(1);
};

it('a leak in a bundled service is named by its line in the source', async () => {
  const log = createLog('test');
  const db = openDatabase({ url: database.url, service: 'test', max: 1 });
  const queue = openQueue({ url: database.url, service: 'test', consumers: 0, log });
  const rowId = randomUUID();
  const request = {
    messages: [{ role: 'user' as const, content: 'Which apple is red?' }],
    k: 5,
    params: {},
    treatment: { grounding: 'annotate' as const, abstain: false },
  };
  await openRows(db, [
    { id: rowId, tenantId: defaultTenantId, collection: 'fruit', request, deadlineMs: 60_000 },
  ]);
  await queue.add({ hop: 'retrieve', rowId, epoch: 1 }, first({ rowId, epoch: 1 }));
  await queue.close();
  await db.close();

  const port = await freePort();
  child = spawn(process.execPath, command(), {
    cwd: join(folder, 'retriever'),
    env: {
      PATH: '/usr/bin:/bin',
      PORT: String(port),
      DATABASE_URL: database.url,
      QUEUE_URL: database.url,
      LOOKUP: 'leaking',
      LOOKUP_DATABASE_URL: database.url,
      ROLLCALL_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const leaks = async (): Promise<string[]> => {
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then(
      (response) => response.text(),
      () => '',
    );
    return [...metrics.matchAll(/^rollcall_postgres_leaks_total\{[^}]*site="([^"]+)"/gm)].map(
      ([, site]) => site ?? '',
    );
  };
  await until('the leak is reported', async () => (await leaks()).length > 0);
  for (const site of await leaks()) {
    const [, file = '', line = '0'] = /^(apps\/retriever\/src\/[a-z-]+\.ts):(\d+)$/.exec(site) ?? [];
    const text = readFileSync(join(root, file), 'utf8').split('\n')[Number(line) - 1];
    expect(text).toMatch(/\.lend\(|\.query\b/);
  }
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPlan, dropRoles } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evalRedactionCommand } from '../../src/commands/eval-redaction.ts';
import { redactCommand } from '../../src/commands/redact.ts';
import { type BenchmarkConfig, readConfig } from '../../src/config.ts';
import { findService } from '../../src/session.ts';

let database: TestDatabase;
let folder: string;
let config: BenchmarkConfig;
const rolePrefix = `test_${randomBytes(4).toString('hex')}`;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'rollcall-eval-'));
  config = readConfig({
    DATABASE_URL: database.url,
    ROLLCALL_ROLE_PREFIX: rolePrefix,
    ROLLCALL_STATE: folder,
  });
});
afterEach(async () => {
  await dropRoles(database.url, builtInPlan(), rolePrefix);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const printedBy = async (command: (context: Parameters<typeof redactCommand>[0]) => Promise<number>) => {
  const printed: string[] = [];
  expect(await command({ config, print: (text) => printed.push(text), note: () => {} })).toBe(0);
  return printed.join('');
};

describe('our redactor, started for the command', () => {
  it('is evaluated on the casebook, and gone afterwards', async () => {
    const report = JSON.parse(
      await printedBy((context) => evalRedactionCommand(context, undefined, { limit: 5, json: true })),
    );
    expect(report).toMatchObject({ name: 'casebook.jsonl' });
    expect(report.micro.overlap.recall.mean).toBeGreaterThan(0.5);
    expect(report.leaked.characters).toBeLessThan(report.leaked.expected / 2);
    expect(await findService(config, 'redactor')).toBeUndefined();
  }, 120_000);

  it('shows what it would mask by a policy, emoji or not', async () => {
    const file = join(folder, 'letter.txt');
    const policy = join(folder, 'policy.json');
    writeFileSync(file, '😀 Write to bo@post.example, card 4111 1111 1111 1111.\n');
    writeFileSync(policy, '{"operators":{"CREDIT_CARD":{"type":"redact"}}}');
    const applied = await printedBy((context) => redactCommand(context, file, { policy, apply: true }));
    expect(applied).toBe('😀 Write to <EMAIL_ADDRESS_1>, card .');
    const shown = JSON.parse(await printedBy((context) => redactCommand(context, file, { json: true })));
    expect(shown.findings.map(({ value }: { value: string }) => value)).toEqual([
      'bo@post.example',
      '4111 1111 1111 1111',
    ]);
  }, 120_000);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evalRedactionCommand } from '../../src/commands/eval-redaction.ts';
import { redactCommand } from '../../src/commands/redact.ts';
import type { BenchmarkConfig } from '../../src/config.ts';
import { findService } from '../../src/session.ts';
import { openOwnDatabase } from './own-database.ts';

let own: Awaited<ReturnType<typeof openOwnDatabase>>;
let folder: string;
let config: BenchmarkConfig;

beforeEach(async () => {
  own = await openOwnDatabase();
  ({ folder, config } = own);
});
afterEach(() => own.leave());

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

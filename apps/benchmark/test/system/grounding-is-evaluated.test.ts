import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPlan, dropRoles } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evalGroundingCommand } from '../../src/commands/eval-grounding.ts';
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

const lease =
  'The lease of the boathouse began on 4 March 2019. The rent is 420 euros a month, and the deposit 900.';
const rows = [
  { id: 'right', sources: [lease], answer: 'The rent is 420 euros a month [1].', label: 'grounded' },
  {
    id: 'wrong',
    sources: [lease],
    answer: 'The rent is 520 euros a month [1].',
    label: 'ungrounded',
    spans: [{ start: 12, end: 15 }],
  },
  { id: 'there', question: 'How much is the rent of the boathouse?', sources: [lease], answerable: true },
  { id: 'nothing', question: 'Who won the race in Lisbon?', sources: [], answerable: false },
];

it('our grounder, started for the command, is evaluated, twice the same, and gone afterwards', async () => {
  const file = join(folder, 'lease.jsonl');
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const printed: string[] = [];
  const context = { config, print: (text: string) => printed.push(text), note: () => {} };
  expect(await evalGroundingCommand(context, [file], { json: true, twice: true })).toBe(0);
  const { answers, questions } = JSON.parse(printed.join(''));
  expect(answers.sets).toMatchObject([{ set: 'lease', rows: 2, balancedAccuracy: { mean: 1 } }]);
  expect(answers.spans).toMatchObject([{ set: 'lease', recall: { mean: 1 } }]);
  expect(answers).toMatchObject({ soundness: { supportedClaims: 1, citedClaims: 1 }, degraded: 0 });
  expect(questions.abstaining.sets).toMatchObject([{ refused: { mean: 0 }, caught: { mean: 1 } }]);
  for (const { service } of [answers, questions]) expect(service).toMatchObject({ failed: {}, changed: 0 });
  expect(await findService(config, 'grounder')).toBeUndefined();
}, 120_000);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evalGroundingCommand } from '../../src/commands/eval-grounding.ts';
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

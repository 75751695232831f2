import { writeFileSync } from 'node:fs';
import { faultsOf } from './check.ts';
import { compose } from './compose.ts';
import { writeFigures } from './figures.ts';
import { readGrammar } from './grammar.ts';
import type { CaseLine } from './line.ts';
import { plan } from './plan.ts';

const KINDS = [
  'support-ticket',
  'insurance-claim',
  'clinic-letter',
  'personnel-letter',
  'invoice-dispute',
  'incident-report',
  'tenancy-letter',
  'bank-complaint',
];

/** The whole casebook, the same at every call. */
export function generate(): CaseLine[] {
  return plan(KINDS.map(readGrammar)).map((recipe, i) => compose(recipe, i + 1));
}

/** The casebook as it is written to the disk: one JSON object a line. */
export function serialise(lines: readonly CaseLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

if (import.meta.main) {
  const lines = generate();
  const faults = faultsOf(lines);
  if (faults.length > 0) throw new Error(`the casebook has faults:\n${faults.join('\n')}`);
  writeFileSync(new URL('casebook.jsonl', import.meta.url), serialise(lines));
  writeFigures(lines);
}

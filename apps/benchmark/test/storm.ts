import { join } from 'node:path';
import type { Bounds } from '../src/storm/bounds.ts';
import { judge } from '../src/storm/judge.ts';
import type { Outcome } from '../src/storm/outcome.ts';
import type { Sample } from '../src/storm/sample.ts';
import type { StormReport } from '../src/storm/storm-report.ts';

/** One look at a system at rest, with what a test changes of it. */
export const sample = (atMs: number, given: Partial<Sample> = {}): Sample => ({
  atMs,
  rows: { open: 0, answered: 10, abstained: 0, failed: 0, lost: 0 },
  failures: {},
  connections: { retriever: 2 },
  servers: { ledger: 20 },
  waiting: { retriever: 0 },
  borrowed: { retriever: 0 },
  queue: { retrieve: 0, settle: 0 },
  memory: { retriever: 150_000_000 },
  startedAt: { retriever: 1000 },
  leaks: [],
  ...given,
});

/** Looks every 250 ms, each with what `given` says for its number. */
export const samples = (count: number, given: (index: number) => Partial<Sample> = () => ({})): Sample[] =>
  Array.from({ length: count }, (_, index) => sample(index * 250, given(index)));

export const bounds: Bounds = { pools: { retriever: 4 }, servers: { ledger: 97 } };

/** Ten documents, all answered, with what a test changes. */
export const outcome = (given: Partial<Outcome> = {}): Outcome => ({
  documents: 10,
  rows: { open: 0, answered: 10, abstained: 0, failed: 0, lost: 0 },
  failures: {},
  answers: { answered: 10 },
  refusals: {},
  cuts: {},
  sentAgain: 0,
  stormMs: 2000,
  cameToRest: true,
  ...given,
});

/** A whole report: the looks and the outcome, judged. */
export const report = (looks: Sample[], end: Outcome, within: Bounds = bounds): StormReport => ({
  id: '00000000-0000-4000-8000-000000000000',
  startedAt: '2026-01-02T03:04:05.000Z',
  plan: { documents: end.documents, via: 'http', dataset: 'casebook' },
  ...judge(looks, end, within),
  outcome: end,
  bounds: within,
  samples: looks,
});

/** Where a storm's files lie below a state folder. */
export const stormFile = (stateDir: string, name: 'storm.json' | 'storm.html'): string =>
  join(stateDir, 'storms/latest', name);

import type { Bounds } from './bounds.ts';
import type { Verdict } from './judge.ts';
import type { LookupMode } from './lookup-server.ts';
import type { Outcome } from './outcome.ts';
import type { Sample } from './sample.ts';

/** What was asked for. */
export type StormPlan = {
  documents: number;
  via: 'http' | 'queue';
  dataset: string;
  lookup?: { mode: LookupMode; maxConnections: number };
};

/** Everything about one storm: `storm.json`, and what the page and the summary are made of. */
export type StormReport = Verdict & {
  id: string;
  startedAt: string;
  plan: StormPlan;
  outcome: Outcome;
  bounds: Bounds;
  samples: Sample[];
};

/** The command line that asks for this storm again. */
export const commandOf = ({ documents, via, lookup }: StormPlan): string =>
  [
    `rollcall storm --documents ${documents}`,
    ...(via === 'queue' ? ['--via queue'] : []),
    ...(lookup ? [`--max-connections ${lookup.maxConnections} --lookup ${lookup.mode}`] : []),
  ].join(' ');

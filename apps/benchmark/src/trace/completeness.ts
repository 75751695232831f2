import type { RowView } from '@rollcall/ledger';
import { type Hop, hops, isHop } from '@rollcall/pipeline';
import { attributes } from '@rollcall/telemetry';

/** A stored span; times in milliseconds since the Unix epoch. */
export type TraceSpan = {
  spanId: string;
  parentId: string | null;
  name: string;
  service: string;
  startMs: number;
  endMs: number;
  failed: boolean;
  attributes: Record<string, unknown>;
};

export type Completeness = {
  /** Spans whose parent is not there. */
  orphans: number;
  /** Hops that worked on the row, by the row's own word, and that the trace does not show. */
  missing: Hop[];
};

/**
 * The hops that must show: a row that `settle` closed carries the timings of every hop that worked on it; one
 * without timings was closed by the sweep; an open one says no more than the last hop that began.
 */
const workedHops = ({ status, hop, timings }: Pick<RowView, 'status' | 'hop' | 'timings'>): Set<Hop> => {
  if (status === 'open') return new Set(isHop(hop) ? [hop] : []);
  const timed = Object.keys(timings ?? {}).filter(isHop);
  return new Set(timed.length > 0 ? [...timed, 'settle'] : []);
};

/** What a trace lacks of what its row says has happened in its latest epoch. */
export const completenessOf = (
  row: Pick<RowView, 'status' | 'hop' | 'timings' | 'epoch'>,
  spans: TraceSpan[],
): Completeness => {
  const known = new Set(spans.map((span) => span.spanId));
  const latest = spans.filter((span) => (span.attributes[attributes.epoch] ?? row.epoch) === row.epoch);
  const shown = new Set(latest.map((span) => span.attributes[attributes.hop]));
  const worked = workedHops(row);
  return {
    orphans: spans.filter((span) => span.parentId !== null && !known.has(span.parentId)).length,
    missing: hops.filter((hop) => worked.has(hop) && !shown.has(hop)),
  };
};

/** True where there are spans and nothing is known to be missing. */
export const isWhole = (spans: TraceSpan[], { orphans, missing }: Completeness): boolean =>
  spans.length > 0 && orphans === 0 && missing.length === 0;

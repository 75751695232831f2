import { type Hop, hops, isHop } from '@rollcall/pipeline';
import { consumedHop, epochOf, nextHopOf, type TraceSpan } from './span.ts';
import type { Placed } from './tree.ts';

/** What the row itself says of its way. */
export type RowWay = {
  status: string;
  epoch: number;
  hop: string | null;
  timings: Record<string, unknown> | null;
};

export type Completeness = {
  complete: boolean;
  /** Hops that the row says were worked on in its latest epoch, and whose span has not arrived. */
  missingHops: Hop[];
  /** Hops that the document was sent on to and that show no span: nobody took it up, or the span is lost. */
  untakenHops: Hop[];
  /** Spans that name a parent that has not arrived. */
  orphans: number;
  /** True where not one span has arrived. */
  empty: boolean;
};

/**
 * The hops that must show in the trace. A closed row carries the timings of every hop that worked on it
 * and was then closed by `settle`; a row without timings was closed by the sweep, and an open one says
 * no more than the last hop that began.
 */
const workedHops = ({ status, hop, timings }: RowWay): Set<Hop> => {
  if (status === 'open') return new Set(isHop(hop) ? [hop] : []);
  const timed = Object.keys(timings ?? {}).filter(isHop);
  return new Set(timed.length > 0 ? [...timed, 'settle'] : []);
};

/** Whether a trace shows all that its row says has happened: one that does not is never shown as whole. */
export const completenessOf = (row: RowWay, placed: readonly Placed[]): Completeness => {
  const latest = placed.map(({ span }) => span).filter((span) => ofEpoch(span, row.epoch));
  const seen = new Set(latest.map(consumedHop));
  const worked = workedHops(row);
  const sentTo = row.status === 'open' ? new Set() : new Set(latest.map(nextHopOf));
  const missingHops = hops.filter((hop) => worked.has(hop) && !seen.has(hop));
  const untakenHops = hops.filter((hop) => sentTo.has(hop) && !worked.has(hop) && !seen.has(hop));
  const orphans = placed.filter(({ orphan }) => orphan).length;
  const empty = placed.length === 0;
  const complete = missingHops.length + untakenHops.length + orphans === 0 && !empty;
  return { complete, missingHops, untakenHops, orphans, empty };
};

/** A span that does not name its epoch is taken for the row's latest one. */
const ofEpoch = (span: TraceSpan, epoch: number): boolean => (epochOf(span) ?? epoch) === epoch;

import { consumedHop, endOf, epochOf, queueWaitOf, type TraceSpan } from './span.ts';

/**
 * How long the job of each consumer span waited before it began, by span id, in milliseconds. The span
 * of a second try counts its wait from the first enqueueing: what the earlier try worked is taken off,
 * so that a wait is never drawn over work.
 */
export const waitsOf = (spans: readonly TraceSpan[]): Map<string, number> => {
  const waits = new Map<string, number>();
  const lastEnd = new Map<string, number>();
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const hop = consumedHop(span);
    if (hop === undefined) continue;
    const job = `${hop}-${epochOf(span)}`;
    const before = lastEnd.get(job);
    const since = before === undefined ? Number.POSITIVE_INFINITY : Math.max(0, span.startMs - before);
    waits.set(span.spanId, Math.min(queueWaitOf(span), since));
    lastEnd.set(job, Math.max(before ?? 0, endOf(span)));
  }
  return waits;
};

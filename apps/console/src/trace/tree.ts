import type { TraceSpan } from './span.ts';

/** A span at its place in the tree. */
export type Placed = {
  span: TraceSpan;
  /** Parents above it. */
  depth: number;
  /** It names a parent that is not among the spans of its trace. */
  orphan: boolean;
};

/**
 * Spans in the order in which they are drawn: each below its parent, brothers by their start. A span whose
 * parent has not arrived stands at the top as an orphan; so does one span of a circle of parents, which
 * no sound sender makes but any sender can send. Every span is placed exactly once.
 */
export const arrange = (spans: readonly TraceSpan[]): Placed[] => {
  const known = new Set(spans.map((span) => span.spanId));
  const children = Map.groupBy(spans, (span) => span.parentId);
  const placed: Placed[] = [];
  const seen = new Set<string>();

  // A stack instead of recursion: a chain of parents may be as long as the trace.
  const placeWithChildren = (top: TraceSpan, orphan: boolean): void => {
    const stack: Placed[] = [{ span: top, depth: 0, orphan }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (seen.has(next.span.spanId)) continue;
      seen.add(next.span.spanId);
      placed.push(next);
      const { depth } = next;
      const below = (children.get(next.span.spanId) ?? []).toSorted(byStart).reverse();
      stack.push(...below.map((span) => ({ span, depth: depth + 1, orphan: false })));
    }
  };

  const ordered = spans.toSorted(byStart);
  for (const span of ordered) {
    if (span.parentId === null) placeWithChildren(span, false);
    else if (!known.has(span.parentId)) placeWithChildren(span, true);
  }
  for (const span of ordered) if (!seen.has(span.spanId)) placeWithChildren(span, true);
  return placed;
};

const byStart = (a: TraceSpan, b: TraceSpan): number =>
  a.startMs - b.startMs || b.durationMs - a.durationMs || (a.spanId < b.spanId ? -1 : 1);

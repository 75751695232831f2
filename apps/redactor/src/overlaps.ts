import { rankOf } from './entities.ts';

/** Something found at a place of a text; `score` says how sure it is. */
export type Placed = { entity: string; start: number; end: number; score: number };

/** A finding this sure swallows the ones that lie inside it, surer ones too: a URL with an address in it. */
const swallowsFrom = 0.5;

/**
 * Leaves findings that do not overlap, in order of place. Of two with the same place the surer one stays;
 * one that lies inside another goes; of two that cross, the surer, then the longer, then the type that
 * stands first in the list of types stays. With `covering`, the one that stays also takes the other's
 * place, so that nothing that was found remains visible.
 */
export const withoutOverlaps = <F extends Placed>(findings: readonly F[], covering = false): F[] => {
  const inOrder = findings.toSorted((a, b) => a.start - b.start || b.end - a.end || compare(a, b));
  const kept: F[] = [];
  for (let at = 0; at < inOrder.length; at += 1) {
    const next = inOrder[at]!;
    const last = kept.at(-1);
    if (last === undefined || next.start >= last.end) {
      kept.push(next);
    } else if (next.end > last.end) {
      const winner = compare(last, next) <= 0 ? last : next;
      kept[kept.length - 1] = covering ? { ...winner, start: last.start, end: next.end } : winner;
    } else if (next.start > last.start || next.end < last.end) {
      if (last.score < swallowsFrom && next.score > last.score) kept[kept.length - 1] = next;
    }
  }
  return kept;
};

/** Negative where `a` is to stay. */
const compare = (a: Placed, b: Placed): number =>
  b.score - a.score || b.end - b.start - (a.end - a.start) || rankOf(a.entity) - rankOf(b.entity);

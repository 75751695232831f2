import type { Placed } from './overlaps.ts';

/**
 * What Presidio's anonymizer leaves of findings that overlap (`AnonymizerEngine`, "merge similar or
 * contained", then neighbours with spaces between), in order of place:
 *
 * - findings of one type that share a character become one;
 * - of several at the same place the surest stays, of equally sure ones the last;
 * - one that lies inside another goes, however sure;
 * - neighbours of one type with nothing but spaces between them become one;
 * - two of different types that cross both stay, and both are replaced.
 *
 * Sorts and sweeps, where Presidio compares each with each: its results come from a request, and there may
 * be tens of thousands.
 */
export const resolveConflicts = <F extends Placed>(text: string, findings: readonly F[]): F[] => {
  const merged = mergeAlike(findings.toSorted(byPlace));
  return joinOverSpaces(text, withoutContained(merged.toSorted(byPlace)));
};

const byPlace = (a: Placed, b: Placed): number => a.start - b.start || a.end - b.end;

const mergeAlike = <F extends Placed>(sorted: readonly F[]): F[] => {
  const whole: F[] = [];
  const lastOfType = new Map<string, number>();
  for (const next of sorted) {
    const index = lastOfType.get(next.entity);
    const last = index === undefined ? undefined : whole[index]!;
    if (last !== undefined && next.start < last.end && next.end > next.start && last.end > last.start) {
      whole[index!] = {
        ...last,
        end: Math.max(last.end, next.end),
        score: Math.max(last.score, next.score),
      };
      continue;
    }
    lastOfType.set(next.entity, whole.push(next) - 1);
  }
  return whole;
};

const withoutContained = <F extends Placed>(sorted: readonly F[]): F[] => {
  const kept: F[] = [];
  for (const next of sorted) {
    // Those with the same beginning come shortest first: the longer one takes their place.
    for (let last = kept.at(-1); last !== undefined && last.start === next.start; last = kept.at(-1)) {
      if (last.end === next.end && last.score > next.score) break;
      kept.pop();
    }
    // What is kept has rising ends, so that only the last can contain the next.
    const last = kept.at(-1);
    if (last === undefined || next.end > last.end) kept.push(next);
  }
  return kept;
};

const joinOverSpaces = <F extends Placed>(text: string, sorted: readonly F[]): F[] => {
  const joined: F[] = [];
  for (const next of sorted) {
    const last = joined.at(-1);
    const isNeighbour =
      last?.entity === next.entity && last.end < next.start && /^ +$/.test(text.slice(last.end, next.start));
    if (isNeighbour) joined[joined.length - 1] = { ...next, start: last.start };
    else joined.push(next);
  }
  return joined;
};

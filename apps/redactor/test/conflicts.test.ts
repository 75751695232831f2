import { describe, expect, it } from 'vitest';
import { withoutContained } from '../src/ad-hoc/contained.ts';
import { resolveConflicts } from '../src/conflicts.ts';
import type { Placed } from '../src/overlaps.ts';
import { randomFrom } from './random.ts';

const place = (entity: string, start: number, end: number, score = 0.8): Placed => ({
  entity,
  start,
  end,
  score,
});
const text = 'hello world, my name is Jane Doe. My number is: 034453334';

/** What Presidio's documentation says of it, each compared with each: slow and plain. */
const comparedWithEach = (findings: readonly Placed[]): Placed[] => {
  let merged = findings.toSorted((a, b) => a.start - b.start || a.end - b.end);
  for (let done = false; !done; ) {
    done = true;
    for (const [index, one] of merged.entries()) {
      const other = merged.findIndex(
        (candidate, at) =>
          at > index &&
          candidate.entity === one.entity &&
          Math.min(candidate.end, one.end) > Math.max(candidate.start, one.start),
      );
      if (other < 0) continue;
      const both = [one, merged[other]!];
      const start = Math.min(...both.map((each) => each.start));
      const end = Math.max(...both.map((each) => each.end));
      const score = Math.max(...both.map((each) => each.score));
      merged = [...merged.filter((each) => !both.includes(each)), { entity: one.entity, start, end, score }];
      done = false;
      break;
    }
  }
  const contains = (a: Placed, b: Placed): boolean => a.start <= b.start && b.end <= a.end;
  const sorted = merged.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter(
    (one) => !sorted.some((other) => other !== one && contains(other, one) && !contains(one, other)),
  );
};

describe('findings that overlap', () => {
  it('are settled as in Presidio’s tests', () => {
    const findings = [
      place('SSN', 48, 57, 0.55),
      place('FULL_NAME', 24, 32, 0.6),
      place('FIRST_NAME', 24, 28, 0.9),
      place('LAST_NAME', 29, 32, 0.6),
      place('NAME', 24, 30, 0.8),
      place('BLA', 18, 32, 0.8),
      place('BLA', 23, 35, 0.8),
      place('BLA', 28, 36, 0.8),
      place('PHONE_NUMBER', 48, 57, 0.95),
    ];
    expect(resolveConflicts(text, findings)).toEqual([
      place('BLA', 18, 36, 0.8),
      place('PHONE_NUMBER', 48, 57, 0.95),
    ]);
  });

  it('keep both where two types cross, and one where one type crosses itself', () => {
    const crossing = [place('FULL_NAME', 24, 32), place('LAST_NAME', 29, 33)];
    expect(resolveConflicts(text, crossing)).toEqual(crossing);
    expect(resolveConflicts(text, [place('NAME', 24, 32), place('NAME', 29, 33)])).toEqual([
      place('NAME', 24, 33),
    ]);
  });

  it('become one over spaces, in whatever order they come, and not over anything else', () => {
    const names = [place('PERSON', 5, 8), place('PERSON', 0, 4)];
    expect(resolveConflicts('Jane Doe', names)).toEqual([place('PERSON', 0, 8)]);
    for (const apart of ['Jane\tDoe', 'Jane\nDoe', 'Jane,Doe']) {
      expect(resolveConflicts(apart, names)).toHaveLength(2);
    }
    expect(resolveConflicts('Jane Doe', [place('PERSON', 0, 4), place('TITLE', 5, 8)])).toHaveLength(2);
  });

  it('leave the surest at one place, and the last of equally sure ones', () => {
    expect(resolveConflicts(text, [place('A', 0, 5, 0.9), place('B', 0, 5, 0.8)])).toEqual([
      place('A', 0, 5, 0.9),
    ]);
    expect(resolveConflicts(text, [place('A', 0, 5), place('B', 0, 5)])).toEqual([place('B', 0, 5)]);
  });

  it('come out as if each were compared with each, two thousand times', () => {
    const random = randomFrom(11);
    // Nothing is joined over spaces in a text without any.
    const solid = 'x'.repeat(40);
    for (let round = 0; round < 2000; round += 1) {
      const findings = Array.from({ length: 1 + random(8) }, (_, index) => {
        const start = random(20);
        // Scores differ, so that no two are equally sure.
        return place(['A', 'B', 'C'][random(3)]!, start, start + 1 + random(12), 0.1 + index / 10);
      });
      const ours = resolveConflicts(solid, findings);
      const theirs = comparedWithEach(findings);
      const placesOf = (list: readonly Placed[]) => [
        ...new Set(list.map(({ start, end }) => `${start}-${end}`)),
      ];
      expect({ findings, places: placesOf(ours) }).toEqual({ findings, places: placesOf(theirs) });
      for (const one of ours) {
        const rivals = theirs.filter(({ start, end }) => start === one.start && end === one.end);
        expect(one.score).toBe(Math.max(...rivals.map(({ score }) => score)));
      }
    }
  });

  it('are settled where there are a hundred thousand', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => place(`T${index % 7}`, index, index + 3));
    expect(resolveConflicts('x'.repeat(100_010), chain)).toHaveLength(100_000);
  });
});

describe('what the analyzer answers beside ours', () => {
  it('goes where it lies inside a surer finding of its own type, and only there', () => {
    const findings = [
      place('ZIP', 0, 10, 0.5),
      place('ZIP', 2, 4, 0.4),
      place('ZIP', 5, 7, 0.9),
      place('URL', 2, 4, 0.1),
      place('ZIP', 0, 10, 0.5),
    ];
    expect(withoutContained(findings)).toEqual([
      place('ZIP', 0, 10, 0.5),
      place('URL', 2, 4, 0.1),
      place('ZIP', 5, 7, 0.9),
    ]);
  });
});

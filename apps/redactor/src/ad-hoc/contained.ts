import type { Placed } from '../overlaps.ts';

/**
 * Leaves out what lies inside a surer or equally sure finding of the same type, as Presidio's analyzer does
 * (`EntityRecognizer.remove_duplicates`). Findings of different types may overlap. In order of place.
 */
export const withoutContained = <F extends Placed>(findings: readonly F[]): F[] =>
  [...Map.groupBy(findings, ({ entity }) => entity).values()]
    .flatMap(withoutContainedOfType)
    .sort((a, b) => a.start - b.start || b.end - a.end);

const withoutContainedOfType = <F extends Placed>(findings: readonly F[]): F[] => {
  let kept: F[] = [];
  const byScore = Map.groupBy(findings, ({ score }) => score);
  for (const score of [...byScore.keys()].sort((a, b) => b - a)) {
    kept = sweep([...kept, ...byScore.get(score)!], score);
  }
  return kept;
};

/** What of the score at hand lies inside something else goes; what is surer stays. */
const sweep = <F extends Placed>(findings: readonly F[], score: number): F[] => {
  // At the same place the surer comes first.
  const sorted = findings.toSorted((a, b) => a.start - b.start || b.end - a.end || b.score - a.score);
  let farthest = -1;
  return sorted.filter((finding) => {
    const isInside = finding.end <= farthest;
    farthest = Math.max(farthest, finding.end);
    return finding.score > score || !isInside;
  });
};

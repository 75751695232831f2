import type { Finding } from './recognizers/recognizer.ts';

/** Findings by where they begin, of those at one place the longest first. */
export const inOrderOf = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => a.start - b.start || b.end - a.end);

/** How far those of these findings reach that begin in front of a place; asked for places in order. */
export const reachOf = (inOrder: readonly Finding[]): ((place: number) => number) => {
  let passed = 0;
  let reached = 0;
  return (place) => {
    for (; passed < inOrder.length && inOrder[passed]!.start < place; passed += 1)
      reached = Math.max(reached, inOrder[passed]!.end);
    return reached;
  };
};

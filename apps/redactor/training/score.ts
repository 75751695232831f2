import { nameTypes } from '../src/names/labels.ts';
import type { Annotated, Span } from './annotated.ts';

/** How many are marked, found, reached (half their characters were found) and right (half theirs are marked). */
export type Counts = { marked: number; found: number; reached: number; right: number };

export type SetScore = {
  types: Record<string, Counts>;
  /** Texts in which nothing at all is marked, and those of them in which a name was found. */
  clean: number;
  flagged: number;
};

const noCounts = (): Counts => ({ marked: 0, found: 0, reached: 0, right: 0 });

/** Scores what `find` finds in texts, set by set, as `rollcall eval redaction` counts an overlap. */
export const scoreNames = (
  texts: readonly Annotated[],
  find: (text: string) => readonly Span[],
): Map<string, SetScore> => {
  const scores = new Map<string, SetScore>();
  for (const { set, text, spans } of texts) {
    const score = scores.get(set) ?? { types: {}, clean: 0, flagged: 0 };
    scores.set(set, score);
    const found = find(text);
    for (const type of nameTypes) {
      const marked = spans.filter((span) => span.type === type);
      const ours = found.filter((span) => span.type === type);
      const counts = score.types[type] ?? noCounts();
      score.types[type] = counts;
      counts.marked += marked.length;
      counts.found += ours.length;
      counts.reached += marked.filter((span) => isReached(span, ours)).length;
      counts.right += ours.filter((span) => isReached(span, marked)).length;
    }
    if (spans.length > 0 || text.trim() === '') continue;
    score.clean += 1;
    if (found.length > 0) score.flagged += 1;
  }
  return scores;
};

const isReached = ({ start, end }: Span, others: readonly Span[]): boolean => {
  let covered = 0;
  for (const other of others) covered += Math.max(0, Math.min(end, other.end) - Math.max(start, other.start));
  return covered * 2 >= end - start;
};

/** The sum of several counts. */
export const sumOf = (all: readonly Counts[]): Counts =>
  all.reduce(
    (sum, each) => ({
      marked: sum.marked + each.marked,
      found: sum.found + each.found,
      reached: sum.reached + each.reached,
      right: sum.right + each.right,
    }),
    noCounts(),
  );

export type Quality = { precision: number; recall: number; f1: number; f2: number };

/** Precision, recall and van Rijsbergen's F for beta 1 and 2; 0 where there is nothing to divide by. */
export const qualityOf = ({ marked, found, reached, right }: Counts): Quality => {
  const precision = found === 0 ? 0 : right / found;
  const recall = marked === 0 ? 0 : reached / marked;
  const f = (beta: number): number =>
    precision + recall === 0 ? 0 : ((1 + beta) * precision * recall) / (beta * precision + recall);
  return { precision, recall, f1: f(1), f2: f(4) };
};

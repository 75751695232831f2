import type { Claim, Verdict, VerdictAction } from '@rollcall/pipeline';
import { type Span, sentencesOf } from '../sentences.ts';
import { tablesOf } from '../tables.ts';

export type Removal = {
  answer: string;
  /** The verdict on what is left, its offsets into that. */
  verdict: Verdict;
  removed: NonNullable<VerdictAction['removed']>;
};

/**
 * Takes the sentences out of an answer that hold an unsupported claim: whole ones, because a sentence without one
 * of its clauses may say something else; list items with their marker, cells of tables by their text alone. The
 * claims that are left keep their scores, and their offsets are those of the new answer. Undefined where nothing
 * would be left that claims anything.
 */
export const removeUnsupported = (answer: string, verdict: Verdict): Removal | undefined => {
  const unsupported = verdict.claims.filter(({ supported }) => !supported);
  const cuts = cutsFor(answer, unsupported);
  const left = verdict.claims.filter((claim) => !cuts.some((cut) => overlap(cut, claim)));
  if (!left.some(({ kind }) => kind === 'claim')) return undefined;
  const claims = left.map((claim) => moved(claim, cuts));
  const { unchecked: _taken, ...rest } = verdict;
  return {
    answer: without(answer, cuts),
    verdict: {
      ...rest,
      supported: true,
      score: Math.min(...claims.map(({ score }) => score)),
      claims,
    },
    removed: unsupported.map(({ text, score, reasons }) => ({
      text,
      score,
      reasons: [...new Set(reasons.map(({ code }) => code))],
    })),
  };
};

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** What is cut out: in order, apart from one another. */
const cutsFor = (answer: string, unsupported: readonly Claim[]): Span[] => {
  const { cells } = tablesOf(answer);
  const sentences = sentencesOf(answer);
  const spans = unsupported.flatMap((claim): Span[] => {
    const cell = cells.find((one) => overlap(one, claim));
    if (cell !== undefined) return [cell];
    return [claim, ...sentences.filter((sentence) => overlap(sentence, claim))];
  });
  const whole = united(spans, (between) => between.trim() === '' && !between.includes('\n'), answer);
  const widened = whole.map((span) =>
    cells.some((cell) => overlap(cell, span)) ? span : withSpace(answer, span),
  );
  return united(widened, (between) => between === '', answer);
};

/** Spans in order, those that overlap, or that `joins` what stands between them, as one. */
const united = (spans: readonly Span[], joins: (between: string) => boolean, text: string): Span[] => {
  const one: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = one.at(-1);
    if (last !== undefined && (start <= last.end || joins(text.slice(last.end, start)))) {
      last.end = Math.max(last.end, end);
    } else one.push({ start, end });
  }
  return one;
};

/** Nothing but what opens a list item or a heading. */
const markerOnly = /^[ \t]*(?:(?:[-*+•◦▪–—]|#{1,6}|\(?(?:\d{1,3}|[A-Za-z])[.)])[ \t]+)*$/;

/** With the space that would be left over: the whole line where nothing else stands in it. */
const withSpace = (text: string, { start, end }: Span): Span => {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline < 0 ? text.length : newline;
  const opens = markerOnly.test(text.slice(lineStart, start));
  const closes = text.slice(end, lineEnd).trim() === '';
  if (opens && closes) {
    if (newline >= 0) return { start: lineStart, end: newline + 1 };
    return { start: Math.max(0, lineStart - 1), end: text.length };
  }
  if (closes) return { start: start - spacesBefore(text, start), end: lineEnd };
  return { start, end: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) };
};

const spacesBefore = (text: string, at: number): number => {
  let from = at;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from -= 1;
  return at - from;
};

const without = (text: string, cuts: readonly Span[]): string => {
  let [kept, at] = ['', 0];
  for (const { start, end } of cuts) {
    kept += text.slice(at, start);
    at = end;
  }
  return kept + text.slice(at);
};

/** A claim where it stands once the cuts, none of which touches it, are gone. */
const moved = (claim: Claim, cuts: readonly Span[]): Claim => {
  const gone = cuts.reduce((sum, { start, end }) => sum + (end <= claim.start ? end - start : 0), 0);
  return { ...claim, start: claim.start - gone, end: claim.end - gone };
};

import type { AnnotatedText, TypedSpan } from '../apps/benchmark/src/redaction/annotated-texts.ts';
import { compare } from '../apps/benchmark/src/redaction/compare.ts';
import { scoreRedaction } from '../apps/benchmark/src/redaction/score.ts';
import type { Range, SubjectName } from './redaction-subjects.ts';

export type RedactionFigures = {
  name: SubjectName;
  /** Whatever the types: by overlap (half of the characters), and of tokens. */
  precision: number;
  recall: number;
  f1: number;
  tokenF1: number;
  /** Share of marked characters that stay visible. */
  leaked: number;
  /** Texts without personal data in which something was found, of all such; null where there is none. */
  flagged: number | null;
  /** Megabytes (10^6 bytes) of text a processor second. */
  megabytesPerCpuSecond: number;
  /** Of texts of 2 KB at a steady rate. */
  p50Ms: number;
  p95Ms: number;
  memoryMiB: number;
};

/** One name for all: peers call their types differently, and what is masked is masked under any name. */
const anyType = 'ANY';

/** Not compared: masking leaves dates where they are, and most files mark none. */
const leftOut = 'DATE_TIME';

/** How well the ranges meet what is marked. There is at least one text. */
export const qualityOf = (texts: readonly AnnotatedText[], found: readonly Range[][]) => {
  const score = scoreRedaction(
    texts.map(({ text, spans, group }, at) => {
      const dates = spans.filter(({ type }) => type === leftOut);
      const expected = spans.filter(({ type }) => type !== leftOut);
      const ranges = (found[at] ?? []).filter((range) => !dates.some((date) => touches(date, range)));
      return compare({ text, group, spans: expected.map(named) }, ranges.map(named), new Set([anyType]));
    }),
  );
  const { overlap, tokens } = score.micro;
  return {
    precision: overlap.precision?.mean ?? 0,
    recall: overlap.recall?.mean ?? 0,
    f1: overlap.f1?.mean ?? 0,
    tokenF1: tokens.f1?.mean ?? 0,
    leaked: score.leaked.share?.mean ?? 0,
    flagged: score.clean.share?.mean ?? null,
  };
};

const named = ({ start, end }: Range): TypedSpan => ({ start, end, type: anyType });
const touches = (one: Range, other: Range): boolean => one.start < other.end && other.start < one.end;

const KB = 1000;

/** Texts of about 2 KB: the given ones one after the other, cut between two characters, over and over. */
export const twoKilobytes = (texts: readonly AnnotatedText[], count: number): string[] => {
  const joined = texts.map(({ text }) => text).join('\n\n');
  const repeated = joined.repeat(Math.ceil((2 * 2 * KB) / joined.length));
  return Array.from({ length: count }, (_, at) => {
    const start = (at * 2 * KB) % Math.max(1, repeated.length - 2 * KB);
    return repeated.slice(start, start + 2 * KB).toWellFormed();
  });
};

const head = [
  'redactor',
  'F1',
  'precision',
  'recall',
  'F1 tokens',
  'leaked',
  'clean flagged',
  'MB/CPU s',
  'p50 ms',
  'p95 ms',
  'MiB',
];

/** A Markdown table, a redactor a line. */
export const renderRedactionFigures = (figures: readonly RedactionFigures[]): string => {
  const percent = (value: number | null): string => (value === null ? '-' : `${(100 * value).toFixed(1)} %`);
  const rows = figures.map((each) => [
    each.name,
    each.f1.toFixed(3),
    each.precision.toFixed(3),
    each.recall.toFixed(3),
    each.tokenF1.toFixed(3),
    percent(each.leaked),
    percent(each.flagged),
    each.megabytesPerCpuSecond.toFixed(2),
    each.p50Ms.toFixed(1),
    each.p95Ms.toFixed(1),
    each.memoryMiB.toFixed(0),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};

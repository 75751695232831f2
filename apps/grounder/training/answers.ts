import { blankMarks } from '../src/citation-marks.ts';
import { claimFeatures } from '../src/claim-features.ts';
import { type Question, readClaim, readQuestion } from '../src/claim-reading.ts';
import { type Statement, statementsOf } from '../src/claims.ts';
import { hardFindings } from '../src/hard-evidence.ts';
import { rowOf } from '../src/model/feature-row.ts';
import type { Span } from '../src/sentences.ts';
import { indexSources, type Sources } from '../src/sources.ts';
import { wordFeatures } from '../src/word-features.ts';
import { type DataRow, readSet } from './data-set.ts';

/** The sets with both labels: one threshold must serve them all. */
export const supportSets = [
  'attributionbench',
  'begin',
  'wice',
  'summedits',
  'halueval-qa',
  'squad2-answers',
  'squad2-perturbed',
  'mtrag-faithfulness',
];

/** The sets that mark the unsupported parts of an answer. */
export const spanSets = ['wice-spans', 'summedits', 'squad2-perturbed'];

export type TrainingWord = Span & { row: number[]; label: 0 | 1 };

export type TrainingClaim = {
  row: number[];
  certain: boolean;
  /** Holds an unsupported part, where the set marks them. */
  marked: boolean;
  /** Only for sets that mark parts; their offsets are the answer's. */
  words: TrainingWord[];
};

/** An answer as the models see it. */
export type Answer = {
  id: string;
  set: string;
  sources: string[];
  label: 0 | 1;
  spans: Span[];
  length: number;
  claims: TrainingClaim[];
};

/** Reads the sets and computes the features of all their claims. */
export const readAnswers = (folder: string, sets: readonly string[]): Answer[] =>
  sets.flatMap((set) => readSet(folder, set).map(answerOf));

const answerOf = (row: DataRow): Answer => {
  const sources = indexSources(row.sources.map((text, index) => ({ id: String(index), text })));
  const asked = readQuestion(row.question ?? '', sources);
  const spans = row.spans ?? [];
  return {
    id: row.id,
    set: row.set,
    sources: row.sources,
    label: row.label === 'grounded' ? 1 : 0,
    spans,
    length: row.answer.length,
    claims: statementsOf(row.answer)
      .filter(({ kind }) => kind === 'claim')
      .map((statement) => claimOf(statement, asked, sources, spanSets.includes(row.set) ? spans : undefined)),
  };
};

const touches = (spans: readonly Span[], start: number, end: number): boolean =>
  spans.some((span) => span.start < end && span.end > start);

const claimOf = (
  { text, start, end, about }: Statement,
  asked: Question,
  sources: Sources,
  marks: readonly Span[] | undefined,
): TrainingClaim => {
  const question = about === undefined ? asked : readQuestion(about, sources);
  const reading = readClaim(blankMarks(text), question, sources);
  const findings = hardFindings(reading);
  const spans = marks ?? [];
  const rows = marks === undefined ? [] : wordFeatures(reading, findings);
  return {
    row: rowOf(claimFeatures(reading, findings)),
    certain: findings.some((finding) => finding.certain),
    marked: touches(spans, start, end),
    words: rows.map((row, at) => {
      const { word } = reading.words[at]!;
      const place = { start: start + word.start, end: start + word.end };
      return { ...place, row: Object.values(row), label: touches(spans, place.start, place.end) ? 1 : 0 };
    }),
  };
};

import type { Source } from './coverage.ts';
import { fieldAskedFor } from './fields.ts';
import { readQuestion } from './question.ts';
import { type Reading, rank, read } from './rank.ts';

export type Answer =
  | {
      found: true;
      /** A stretch of the source, as it stands there. */
      text: string;
      /** The source's number in the prompt. */
      source: number;
    }
  | { found: false };

/**
 * How much of the question the sources must speak of, 0 to 1. At 0.35 the model declines 96 % of questions
 * put to a passage of another article and 5 % of those put to the right one (SQuAD 2.0, 400 questions each);
 * of questions that were written to look answerable it declines 11 %: words alone do not tell those.
 */
const enoughEvidence = 0.35;

/**
 * Answers a question by a stretch of one of the sources, or declines. Deterministic: the same input has
 * the same answer. A labelled field that the question names goes before prose.
 */
export const answerFrom = (questionText: string, sources: Source[]): Answer => {
  const question = readQuestion(questionText);
  const reading = read(question, sources);
  const field = fieldAskedFor(question, sources, reading.coverage);
  if (field !== undefined) return answerOf(sources, field.source, field);
  if (evidence(reading) < enoughEvidence) return { found: false };
  const best = rank(reading)[0]?.candidate;
  return best === undefined ? { found: false } : answerOf(sources, best.sentence.source, best);
};

const evidence = ({ coverage }: Reading): number =>
  Math.max(0, ...coverage.ofSource) / 2 +
  coverage.anchors / 4 +
  Math.max(0, ...coverage.ofSentence.values()) / 4;

const answerOf = (
  sources: Source[],
  index: number,
  { start, end }: { start: number; end: number },
): Answer => {
  const source = sources[index];
  if (source === undefined) return { found: false };
  return { found: true, text: tidy(source.text.slice(start, end)), source: source.n };
};

/** One line, without a bracket or quotation mark whose other half was left behind. */
const tidy = (span: string): string => {
  const text = span.replace(/\s+/g, ' ').trim();
  const unpaired = (open: string, close: string): boolean =>
    text.split(open).length !== text.split(close).length;
  return unpaired('(', ')') ? text.replace(/[()]/g, '').trim() : text;
};

import { basename } from 'node:path';
import { z } from 'zod';
import { type JsonLine, readJsonLines, readLineAs } from '../dataset/json-lines.ts';
import { sourceGroups } from './source-groups.ts';

/** A text that an answer may rest on. */
export type Source = { text: string; title?: string | undefined };

type Row = {
  id: string;
  /** The file that it is from, without `.jsonl`. */
  set: string;
  /** Rows that share a source are one group: an interval draws them together. */
  group: string;
  sources: Source[];
};

/** An answer of which it is known whether its sources bear it out. */
export type AnswerRow = Row & {
  question: string | undefined;
  answer: string;
  isGrounded: boolean;
  /** Its unsupported parts; undefined where nobody has marked them. */
  spans: MarkedSpan[] | undefined;
};

/** UTF-16 units of the answer, end exclusive. */
export type MarkedSpan = { start: number; end: number; type: string };

/** A question of which it is known whether the sources hold an answer. */
export type QuestionRow = Row & { question: string; isAnswerable: boolean };

export type GroundingRows = { answers: AnswerRow[]; questions: QuestionRow[] };

const id = z.union([z.string().min(1), z.int().transform(String)]);
const source = z.union([
  z.string().transform((text) => ({ text })),
  z.object({ text: z.string(), title: z.string().nullish() }).transform(({ text, title }) => ({
    text,
    ...(title == null ? {} : { title }),
  })),
]);
const span = z
  .object({ start: z.int().min(0), end: z.int(), type: z.string().default('unsupported') })
  .refine(({ start, end }) => start < end, { path: ['end'], error: 'a span ends behind its start' });

const answerLine = z
  .object({
    id,
    question: z.string().nullish(),
    sources: z.array(source),
    answer: z.string().min(1),
    label: z.enum(['grounded', 'ungrounded']),
    spans: z.array(span).nullish(),
  })
  .refine(({ answer, spans }) => (spans ?? []).every(({ end }) => end <= answer.length), {
    path: ['spans'],
    error: 'a span lies within its answer',
  });

const questionLine = z.object({
  id,
  question: z.string().min(1),
  sources: z.array(source),
  answerable: z.boolean(),
});

/**
 * Reads judged rows of several `.jsonl` files, each a set by its name: answers, `{id, question?, sources: [text or
 * {text, title?}], answer, label: "grounded" | "ungrounded", spans?: [{start, end, type?}]}`, and questions, `{id,
 * question, sources, answerable}`. Other fields (`task`, `history`) are left unread: a service is asked without them.
 * Throws `dataset.not_found`, `dataset.empty`, and `dataset.invalid` with file, line, field and rule (never a value).
 *
 * @param limit the first so many lines of each file only
 */
export const readGroundingRows = async (paths: readonly string[], limit?: number): Promise<GroundingRows> => {
  const sets = await Promise.all(paths.map((path) => readSet(path, limit)));
  return {
    answers: sets.flatMap(({ answers }) => answers),
    questions: sets.flatMap(({ questions }) => questions),
  };
};

const readSet = async (path: string, limit: number | undefined): Promise<GroundingRows> => {
  const set = basename(path).replace(/\.jsonl$/, '');
  const lines = await readJsonLines(path, limit);
  const answers = lines.filter((line) => !asksOnly(line)).map((line) => readAnswer(line, set));
  const questions = lines.filter(asksOnly).map((line) => readQuestion(line, set));
  return { answers: grouped(answers), questions: grouped(questions) };
};

const asksOnly = ({ value }: JsonLine): boolean =>
  typeof value === 'object' && value !== null && 'answerable' in value;

const readAnswer = (line: JsonLine, set: string): Omit<AnswerRow, 'group'> => {
  const { label, question, spans, ...rest } = readLineAs(answerLine, line);
  return {
    ...rest,
    set,
    question: question ?? undefined,
    isGrounded: label === 'grounded',
    spans: spans ?? undefined,
  };
};

const readQuestion = (line: JsonLine, set: string): Omit<QuestionRow, 'group'> => {
  const { answerable, ...rest } = readLineAs(questionLine, line);
  return { ...rest, set, isAnswerable: answerable };
};

const grouped = <R extends { sources: readonly Source[] }>(rows: readonly R[]): (R & { group: string })[] => {
  const groups = sourceGroups(rows.map(({ sources }) => sources.map(({ text }) => text)));
  return rows.map((row, at) => ({ ...row, group: String(groups[at]) }));
};

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import type { TextRange } from './covered.ts';
import { partOf, type SplitPart } from './split.ts';

/** A stretch of a text and the type of personal data in it. */
export type TypedSpan = TextRange & { type: string };

/** A text in which somebody has marked the personal data. */
export type AnnotatedText = {
  /** What a line of the file calls it; never an id that holds personal data itself. */
  id: string;
  text: string;
  spans: TypedSpan[];
  /** Texts of one group resemble each other (one template, one document): an interval draws them together. */
  group: string;
};

const offset = z.int().min(0);
const span = z
  .object({ start: offset, end: offset, type: z.string().min(1) })
  .refine(({ start, end }) => start < end, { path: ['end'], error: 'a span ends behind its start' });

const annotatedLine = z
  .object({
    id: z.union([z.string().min(1), z.int().transform(String)]),
    text: z.string(),
    spans: z.array(span),
    template: z.union([z.string().min(1), z.int().transform(String)]).nullish(),
  })
  .refine(({ text, spans }) => spans.every(({ end }) => end <= text.length), {
    path: ['spans'],
    error: 'a span lies within its text',
  });

/** The casebook's form: `in` points to the field that a span is of. */
const casebookLine = z.object({
  document_title: z.string().optional(),
  passages: z.array(z.string()),
  question: z.string(),
  pii: z.array(span.and(z.object({ in: z.string() }))),
});

export type ReadOptions = {
  /** The first so many lines only. */
  limit?: number | undefined;
  /** Only the lines of one side of the split; see `partOf`. */
  part?: SplitPart | undefined;
};

/**
 * Reads a `.jsonl` file of annotated texts: `{id, text, spans: [{start, end, type}], template?}`, offsets in UTF-16
 * units; or a dataset in the casebook's form, whose titles, passages and questions are then a text each. Throws
 * `dataset.not_found`, `dataset.empty`, and `dataset.invalid` with line, field and rule (never a value).
 */
export const readAnnotatedTexts = async (
  path: string,
  { limit, part }: ReadOptions = {},
): Promise<AnnotatedText[]> => {
  const file = await readFile(path, 'utf8').catch((thrown) => {
    throw new Failure('dataset.not_found', { cause: thrown, details: { file: basename(path) } });
  });
  const texts = file
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() !== '')
    .map((line) => readLine(line))
    .filter(([first]) => part === undefined || (first !== undefined && partOf(first.group) === part))
    .slice(0, limit)
    .flat();
  if (texts.length === 0) throw new Failure('dataset.empty');
  return texts;
};

type Line = { text: string; number: number };

const readLine = (line: Line): AnnotatedText[] => {
  const value = parseJson(line);
  const isCasebook = typeof value === 'object' && value !== null && 'pii' in value && 'passages' in value;
  if (isCasebook) return readCase(line, read(casebookLine, value, line));
  const { id, text, spans, template } = read(annotatedLine, value, line);
  return [{ id, text, spans, group: template ?? id }];
};

/** The ids of the casebook hold planted values, as those of real documents do: a text is named by its line. */
const readCase = (line: Line, given: z.infer<typeof casebookLine>): AnnotatedText[] => {
  const texts: [string, string | undefined][] = [
    ['/document_title', given.document_title],
    ...given.passages.map((passage, at): [string, string] => [`/passages/${at}`, passage]),
    ['/question', given.question],
  ];
  return texts.flatMap(([field, text]) => {
    if (text === undefined) return [];
    const spans = given.pii.filter((each) => each.in === field);
    if (spans.some(({ end }) => end > text.length)) throw invalid(line, 'pii', 'a span lies within its text');
    return [{ id: `line ${line.number}${field}`, text, spans, group: `line ${line.number}` }];
  });
};

const parseJson = (line: Line): unknown => {
  try {
    return JSON.parse(line.text);
  } catch {
    throw invalid(line, '(line)', 'JSON');
  }
};

const read = <S extends z.ZodType>(schema: S, value: unknown, line: Line): z.infer<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // Our own rules have a text of ours; the others are named by zod's code, since their texts may carry values.
  const rule = issue?.code === 'custom' ? issue.message : (issue?.code ?? 'invalid');
  throw invalid(line, issue?.path.map(String).join('.') || '(line)', rule);
};

const invalid = (line: Line, field: string, rule: string): Failure =>
  new Failure('dataset.invalid', { details: { line: line.number, field, rule } });

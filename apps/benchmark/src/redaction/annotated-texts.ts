import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { invalidLine, type JsonLine, readJsonLines, readLineAs } from '../dataset/json-lines.ts';
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
 * `dataset.not_found`, `dataset.empty`, and `dataset.invalid` with file, line, field and rule (never a value).
 */
export const readAnnotatedTexts = async (
  path: string,
  { limit, part }: ReadOptions = {},
): Promise<AnnotatedText[]> => {
  const lines = await readJsonLines(path);
  const texts = lines
    .map(readLine)
    .filter(([first]) => part === undefined || (first !== undefined && partOf(first.group) === part))
    .slice(0, limit)
    .flat();
  if (texts.length === 0) throw new Failure('dataset.empty');
  return texts;
};

const readLine = (line: JsonLine): AnnotatedText[] => {
  const { value } = line;
  const isCasebook = typeof value === 'object' && value !== null && 'pii' in value && 'passages' in value;
  if (isCasebook) return readCase(line, readLineAs(casebookLine, line));
  const { id, text, spans, template } = readLineAs(annotatedLine, line);
  return [{ id, text, spans, group: template ?? id }];
};

/** The ids of the casebook hold planted values, as those of real documents do: a text is named by its line. */
const readCase = (line: JsonLine, given: z.infer<typeof casebookLine>): AnnotatedText[] => {
  const texts: [string, string | undefined][] = [
    ['/document_title', given.document_title],
    ...given.passages.map((passage, at): [string, string] => [`/passages/${at}`, passage]),
    ['/question', given.question],
  ];
  return texts.flatMap(([field, text]) => {
    if (text === undefined) return [];
    const spans = given.pii.filter((each) => each.in === field);
    if (spans.some(({ end }) => end > text.length)) {
      throw invalidLine(line, 'pii', 'a span lies within its text');
    }
    return [{ id: `line ${line.number}${field}`, text, spans, group: `line ${line.number}` }];
  });
};

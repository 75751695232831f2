import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';

/** Postgres stores neither NUL nor half a surrogate pair; better said here than halfway through a run. */
const storable = z
  .string()
  .refine((value) => value.isWellFormed() && !value.includes('\u0000'), 'not storable');

const line = z
  .object({
    id: storable.min(1).max(500),
    document_title: storable.max(1000).optional(),
    passages: z.array(storable.min(1)).min(1),
    question: storable.min(1).max(20_000),
    answers: z.array(storable),
    answerable: z.boolean(),
    pii: z.array(z.object({ type: storable, value: storable })).default([]),
  })
  .refine(({ answerable, answers }) => !answerable || answers.length > 0, {
    path: ['answers'],
    error: 'an answerable question has an answer',
  });

/** One test document: its text, one question, the accepted answers, and planted personal data if known. */
export type TestDocument = {
  id: string;
  title: string | undefined;
  /** The document's passages, a blank line between two. */
  text: string;
  question: string;
  answers: string[];
  answerable: boolean;
  planted: { type: string; value: string }[];
};

export type Dataset = { name: string; sha256: string; documents: TestDocument[] };

const byteOrderMark = /^\uFEFF/;

/**
 * Reads a `.jsonl` dataset. Throws `dataset.not_found`, `dataset.empty`, or `dataset.invalid` with the line
 * and the field (never its text) in the details.
 *
 * @param limit the first so many documents only
 */
export const readDataset = async (path: string, limit?: number): Promise<Dataset> => {
  const bytes = await readFile(path).catch((thrown) => {
    throw new Failure('dataset.not_found', { cause: thrown });
  });
  const documents: TestDocument[] = [];
  const ids = new Set<string>();
  const lines = bytes.toString('utf8').replace(byteOrderMark, '').split('\n');
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '' || documents.length === limit) continue;
    const document = readLine(text, index + 1);
    if (ids.has(document.id)) throw invalid(index + 1, ['id'], 'a document has an id of its own');
    ids.add(document.id);
    documents.push(document);
  }
  if (documents.length === 0) throw new Failure('dataset.empty');
  return {
    name: basename(path).replace(/\.jsonl$/, ''),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    documents,
  };
};

const readLine = (text: string, number: number): TestDocument => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(number, [], 'not JSON');
  }
  const parsed = line.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(number, issue?.path.map(String) ?? [], ruleOf(issue));
  }
  const { id, document_title, passages, question, answers, answerable, pii } = parsed.data;
  return {
    id,
    title: document_title,
    text: passages.join('\n\n'),
    question,
    answers,
    answerable,
    planted: distinct(pii),
  };
};

/** Our own rules have a text of ours; the others are named by zod's code, since their texts may carry values. */
const ruleOf = (issue: z.core.$ZodIssue | undefined): string =>
  issue?.code === 'custom' ? issue.message : (issue?.code ?? 'invalid');

const distinct = (planted: { type: string; value: string }[]): { type: string; value: string }[] => [
  ...new Map(planted.map(({ type, value }) => [`${type} ${value}`, { type, value }])).values(),
];

const invalid = (lineNumber: number, path: string[], rule: string): Failure =>
  new Failure('dataset.invalid', { details: { line: lineNumber, field: path.join('.') || '(line)', rule } });

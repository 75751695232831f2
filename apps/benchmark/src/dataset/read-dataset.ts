import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';

const line = z.object({
  id: z.string().min(1).max(500),
  document_title: z.string().max(1000).optional(),
  passages: z.array(z.string().min(1)).min(1),
  question: z.string().min(1).max(20_000),
  answers: z.array(z.string()),
  answerable: z.boolean(),
  pii: z.array(z.object({ type: z.string(), value: z.string() })).default([]),
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
  for (const [index, text] of bytes.toString('utf8').split('\n').entries()) {
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
    throw invalid(number, issue?.path.map(String) ?? [], issue?.code ?? 'invalid');
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

const distinct = (planted: { type: string; value: string }[]): { type: string; value: string }[] => [
  ...new Map(planted.map(({ type, value }) => [`${type} ${value}`, { type, value }])).values(),
];

const invalid = (lineNumber: number, path: string[], rule: string): Failure =>
  new Failure('dataset.invalid', { details: { line: lineNumber, field: path.join('.') || '(line)', rule } });

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '@rollcall/failures';
import type { z } from 'zod';

/** One line of a `.jsonl` file that has something in it. */
export type JsonLine = { file: string; number: number; value: unknown };

/**
 * Reads a `.jsonl` file. Throws `dataset.not_found`, `dataset.empty` where no line has anything in it, and
 * `dataset.invalid` with file and line where one is no JSON.
 *
 * @param limit the first so many lines only
 */
export const readJsonLines = async (path: string, limit?: number): Promise<JsonLine[]> => {
  const file = basename(path);
  const text = await readFile(path, 'utf8').catch((thrown) => {
    throw new Failure('dataset.not_found', { cause: thrown, details: { file } });
  });
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ file, number: index + 1, line }))
    .filter(({ line }) => line.trim() !== '')
    .slice(0, limit)
    .map(({ line, ...place }) => ({ ...place, value: parse(line, place) }));
  if (lines.length === 0) throw new Failure('dataset.empty');
  return lines;
};

/** The line's value in the shape of `schema`. Throws `dataset.invalid` with file, line, field and rule, never a value. */
export const readLineAs = <S extends z.ZodType>(schema: S, line: JsonLine): z.infer<S> => {
  const parsed = schema.safeParse(line.value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // Our own rules have a text of ours; the others are named by zod's code, since their texts may carry values.
  const rule = issue?.code === 'custom' ? issue.message : (issue?.code ?? 'invalid');
  throw invalidLine(line, issue?.path.map(String).join('.') || '(line)', rule);
};

const parse = (line: string, place: Omit<JsonLine, 'value'>): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    throw invalidLine(place, '(line)', 'JSON');
  }
};

/** `dataset.invalid` for a line, or for a rule that a schema cannot hold; `rule` is a fixed text. */
export const invalidLine = (
  { file, number }: Omit<JsonLine, 'value'>,
  field: string,
  rule: string,
): Failure => new Failure('dataset.invalid', { details: { file, line: number, field, rule } });

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import type { Judgements } from './measures.ts';

export type JudgedQuery = { id: string; text: string; judgements: Judgements };

/** A test collection: documents, and queries whose relevant documents are known. */
export type JudgedSet = {
  /** The folder's name. */
  name: string;
  /** Of the corpus file. */
  sha256: string;
  /** Those that have a relevant document, in the order of the file. */
  queries: JudgedQuery[];
};

/**
 * Reads a BEIR folder: `queries.jsonl` with `{id|_id, text}`, and `qrels.tsv` or `qrels/test.tsv` with the columns
 * query, document, relevance (a whole number), with a header line or without. The documents themselves,
 * `corpus.jsonl` or `corpus.jsonl.gz`, are only hashed. Throws `dataset.not_found` with the file,
 * `dataset.invalid` with file, line, field and rule, `dataset.empty` where no query has a relevant document.
 *
 * @param limit the first so many queries only
 */
export const readJudgedSet = async (folder: string, limit?: number): Promise<JudgedSet> => {
  const names = await readdir(folder).catch((thrown) => {
    throw new Failure('dataset.not_found', { cause: thrown, details: { file: basename(resolve(folder)) } });
  });
  const corpus = names.sort().find((name) => /^corpus\.jsonl(?:\.gz)?$/.test(name)) ?? 'corpus.jsonl';
  const sha256 = await hashFile(join(folder, corpus));
  const texts = readQueries(await readText(folder, 'queries.jsonl'));
  const file = names.includes('qrels.tsv') ? 'qrels.tsv' : 'qrels/test.tsv';
  const judged = readJudgements(await readText(folder, file), file, texts);
  const queries = [...texts]
    .map(([id, text]) => ({ id, text, judgements: judged.get(id) ?? new Map<string, number>() }))
    .filter(({ judgements }) => [...judgements.values()].some((relevance) => relevance > 0))
    .slice(0, limit);
  if (queries.length === 0) throw new Failure('dataset.empty');
  return { name: basename(resolve(folder)), sha256, queries };
};

const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch(notFound(basename(path)));
  return hash.digest('hex');
};

const readText = async (folder: string, file: string): Promise<string> =>
  (await readFile(join(folder, file), 'utf8').catch(notFound(file))).replace(/^\uFEFF/, '');

const notFound =
  (file: string) =>
  (thrown: unknown): never => {
    throw new Failure('dataset.not_found', { cause: thrown, details: { file } });
  };

const id = z.union([z.string().min(1), z.int().transform(String)]);
const query = z.union([
  z.object({ id, text: z.string() }),
  z.object({ _id: id, text: z.string() }).transform(({ _id, text }) => ({ id: _id, text })),
]);

type Line = { file: string; number: number; text: string };

const linesOf = (file: string, text: string): Line[] =>
  text
    .split(/\r?\n/)
    .map((line, index) => ({ file, number: index + 1, text: line }))
    .filter((line) => line.text.trim() !== '');

/** Query id -> text. */
const readQueries = (text: string): Map<string, string> => {
  const queries = new Map<string, string>();
  for (const line of linesOf('queries.jsonl', text)) {
    const read = query.safeParse(parseJson(line));
    if (!read.success) throw invalid(line, 'id, text', 'a query has both');
    if (queries.has(read.data.id)) throw invalid(line, 'id', 'a query has an id of its own');
    queries.set(read.data.id, read.data.text);
  }
  return queries;
};

const parseJson = (line: Line): unknown => {
  try {
    return JSON.parse(line.text);
  } catch {
    throw invalid(line, '(line)', 'JSON');
  }
};

const wholeNumber = /^-?\d+$/;

/** Query id -> document id -> relevance. */
const readJudgements = (
  text: string,
  file: string,
  queries: Map<string, string>,
): Map<string, Map<string, number>> => {
  const judged = new Map<string, Map<string, number>>();
  for (const [index, line] of linesOf(file, text).entries()) {
    const columns = line.text.split('\t').map((column) => column.trim());
    const [queryId, documentId, relevance] = columns;
    if (columns.length !== 3 || !queryId || !documentId || relevance === undefined) {
      throw invalid(line, '(line)', 'three columns with tabs between');
    }
    if (!wholeNumber.test(relevance)) {
      if (index === 0) continue; // the header
      throw invalid(line, 'relevance', 'a whole number');
    }
    if (!queries.has(queryId)) throw invalid(line, 'query-id', 'a query of queries.jsonl');
    const documents = judged.get(queryId) ?? new Map<string, number>();
    judged.set(queryId, documents.set(documentId, Number(relevance)));
  }
  return judged;
};

const invalid = (line: Line, field: string, rule: string): Failure =>
  new Failure('dataset.invalid', { details: { file: line.file, line: line.number, field, rule } });

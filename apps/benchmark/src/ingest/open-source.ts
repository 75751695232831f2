import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Failure } from '@rollcall/failures';
import { type CsvColumns, readCsv } from './formats/csv.ts';
import { readJson } from './formats/json.ts';
import { readJsonl } from './formats/jsonl.ts';
import { readTextFiles, type TextFile } from './formats/text-files.ts';
import { readFile } from './read-file.ts';
import type { Meter, Source, Sourced } from './source.ts';

/** What `--format` takes. `json` is an array of documents, or SQuAD; `text` and `markdown` read files or folders. */
export const sourceFormats = ['jsonl', 'json', 'csv', 'text', 'markdown', 'beir'] as const;
export type SourceFormat = (typeof sourceFormats)[number];

export type SourceOptions = {
  /** Default: told by the name, or by what is in the folder. */
  format?: SourceFormat | undefined;
  columns?: CsvColumns | undefined;
};

/** Endings of names, without `.gz`. */
const formatsByEnding: Record<string, SourceFormat> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  csv: 'csv',
  tsv: 'csv',
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
};

const formatOf = (name: string): SourceFormat | undefined => {
  const ending = /\.([^.]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1];
  return ending === undefined ? undefined : formatsByEnding[ending];
};

const notFound = (thrown: unknown): never => {
  throw new Failure('dataset.not_found', { cause: thrown });
};

/** One path of the command, ready to be read. */
type Part = { bytes: number; read(meter: Meter): AsyncIterable<Sourced> };

/**
 * The documents of files and folders, in the order in which they are named, read while they are taken. A folder
 * is a BEIR set where it has a `corpus.jsonl`, else all its text and Markdown files. Throws `dataset.not_found`,
 * `ingest.format_unknown`, and while they are read what the formats throw.
 */
export const openSource = async (paths: string[], options: SourceOptions = {}): Promise<Source> => {
  const parts: Part[] = [];
  for (const path of paths) parts.push(await openPath(path, options));
  const meter = { read: 0 };
  return {
    meter,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    documents: inOrder(parts, meter),
  };
};

async function* inOrder(parts: Part[], meter: Meter): AsyncGenerator<Sourced> {
  for (const part of parts) yield* part.read(meter);
}

const openPath = async (path: string, options: SourceOptions): Promise<Part> => {
  const found = await stat(path).catch(notFound);
  if (found.isDirectory()) return openFolder(path, options);
  const format = options.format ?? formatOf(path);
  if (format === undefined) throw new Failure('ingest.format_unknown');
  const file: TextFile = { path, id: basename(path), isMarkdown: format === 'markdown' };
  if (format === 'text' || format === 'markdown') return textPart([{ ...file, bytes: found.size }]);
  return {
    bytes: found.size,
    read: (meter) => readers[format](readFile(path, meter), path, options),
  };
};

type RecordFormat = Exclude<SourceFormat, 'text' | 'markdown'>;
type Reader = (chunks: AsyncIterable<Buffer>, file: string, options: SourceOptions) => AsyncIterable<Sourced>;

const readers: Record<RecordFormat, Reader> = {
  jsonl: readJsonl,
  beir: readJsonl,
  json: readJson,
  csv: (chunks, file, { columns }) => readCsv(chunks, file, columns ?? {}),
};

const corpus = /^corpus\.jsonl(?:\.gz)?$/;

const openFolder = async (path: string, { format }: SourceOptions): Promise<Part> => {
  const corpusName = (await readdir(path).catch(notFound)).sort().find((name) => corpus.test(name));
  const isBeir = format === 'beir' || (format === undefined && corpusName !== undefined);
  if (isBeir) return openPath(join(path, corpusName ?? 'corpus.jsonl'), { format: 'beir' });
  if (format !== undefined && format !== 'text' && format !== 'markdown') {
    throw new Failure('ingest.unreadable', { details: { rule: 'a file, not a folder' } });
  }
  return textPart(await textFilesIn(path, format));
};

type SizedFile = TextFile & { bytes: number };

/** Below a folder, in the order of their ids. Hidden files and folders are left out, and links are not followed. */
const textFilesIn = async (folder: string, format: 'text' | 'markdown' | undefined): Promise<SizedFile[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(notFound);
  const files: SizedFile[] = [];
  for (const entry of found) {
    const path = join(entry.parentPath, entry.name);
    const id = relative(folder, path).split(sep).join('/');
    const own = formatOf(entry.name);
    const isWanted = format === undefined ? own === 'text' || own === 'markdown' : own === format;
    if (!entry.isFile() || !isWanted || /(?:^|\/)\./.test(id)) continue;
    files.push({ path, id, isMarkdown: own === 'markdown', bytes: (await stat(path).catch(notFound)).size });
  }
  return files.sort((a, b) => (a.id < b.id ? -1 : 1));
};

const textPart = (files: SizedFile[]): Part => ({
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  read: (meter) => readTextFiles(files, meter),
});

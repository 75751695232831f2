import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '@rollcall/failures';
import { type CsvError, type Info, parse } from 'csv-parse';
import { decodeChunks } from '../decode.ts';
import { type Ingestible, mostDocumentBytes, type Sourced } from '../source.ts';
import { scalarOf } from './scalar.ts';

/** Names of the columns; without one, `id` or `_id`, `title` and `text`, whatever their case. */
export type CsvColumns = { id?: string | undefined; title?: string | undefined; text?: string | undefined };

type Header = { names: string[]; id: number; title: number | undefined; text: number };

type Parsed = { record: string[]; info: Info };

const separators = [',', ';', '\t'] as const;

/** The separator that the first line has most of, outside of quotes. */
const separatorOf = (text: string): string => {
  const line = text.replaceAll(/"[^"]*"/g, '').split(/\r?\n/, 1)[0] ?? '';
  const count = (separator: string): number => line.split(separator).length;
  return separators.reduce((best, each) => (count(each) > count(best) ? each : best));
};

/**
 * A document a record (RFC 4180: quotes, line feeds in fields), after a line with the columns' names; separated by
 * `,`, `;` or tab. Columns besides id, title and text are metadata: numbers where they are written as such, and
 * left out where they are empty. A record that is none is a failure at its line. Throws `ingest.column_missing`.
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  file: string,
  columns: CsvColumns,
): AsyncGenerator<Sourced> {
  const texts = decodeChunks(chunks);
  const first = await texts.next();
  if (first.done) return;
  const skipped: Sourced[] = [];
  const parser = parse({
    delimiter: separatorOf(first.value),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: mostDocumentBytes,
    skip_records_with_error: true,
    on_skip: (error) => {
      const line = typeof error?.lines === 'number' ? error.lines : undefined;
      skipped.push({ place: { file, line }, failure: failureOf(error) });
    },
  });
  // Its failure is the failure of whoever reads `parser`, too.
  pipeline(Readable.from(withFirst(first.value, texts)), parser).catch(() => {});
  let header: Header | undefined;
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    yield* skipped.splice(0);
    if (header === undefined) header = headerOf(record, columns);
    else yield { place: { file, line: firstLineOf(record, info) }, ...read(record, header) };
  }
  yield* skipped.splice(0);
}

async function* withFirst(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** The parser counts up to a record's last line. */
const firstLineOf = (record: string[], info: Info): number =>
  info.lines - record.reduce((feeds, field) => feeds + field.split('\n').length - 1, 0);

const failureOf = (error: CsvError | undefined): Failure =>
  error?.code === 'CSV_MAX_RECORD_SIZE'
    ? new Failure('document.too_large', { details: { limitBytes: mostDocumentBytes } })
    : new Failure('ingest.unreadable', { cause: error, details: { rule: 'quotes as RFC 4180 has them' } });

const headerOf = (names: string[], wanted: CsvColumns): Header => {
  const trimmed = names.map((name) => name.trim());
  const find = (given: string | undefined, usual: string[]): number | undefined => {
    const at = given === undefined ? findUsual(trimmed, usual) : trimmed.indexOf(given);
    return at === -1 ? undefined : at;
  };
  const demand = (at: number | undefined, column: string): number => {
    if (at !== undefined) return at;
    throw new Failure('ingest.column_missing', { details: { column, option: `--${column}-column` } });
  };
  const title = find(wanted.title, ['title']);
  return {
    names: trimmed,
    id: demand(find(wanted.id, ['id', '_id']), 'id'),
    title: wanted.title === undefined ? title : demand(title, 'title'),
    text: demand(find(wanted.text, ['text']), 'text'),
  };
};

const findUsual = (names: string[], usual: string[]): number =>
  names.findIndex((name) => usual.includes(name.toLowerCase()));

const read = (record: string[], header: Header): { document: Ingestible } | { failure: Failure } => {
  const { names, id, title, text } = header;
  if (record.length !== names.length) {
    const rule = `${names.length} fields; this record has ${record.length}`;
    return { failure: new Failure('ingest.unreadable', { details: { rule } }) };
  }
  const others = names
    .map((name, at) => [name, record[at] ?? '', at] as const)
    .filter(([name, cell, at]) => name !== '' && cell !== '' && ![id, title, text].includes(at));
  return {
    document: {
      id: (record[id] ?? '').trim(),
      ...(title === undefined ? {} : { title: record[title] ?? '' }),
      text: record[text] ?? '',
      metadata: Object.fromEntries(others.map(([name, cell]) => [name, scalarOf(cell)])),
    },
  };
};

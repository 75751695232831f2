import { basename } from 'node:path';
import { asFailure, Failure } from '@rollcall/failures';
import { ByteParts } from '../byte-parts.ts';
import { decode } from '../decode.ts';
import { readFile } from '../read-file.ts';
import { type Ingestible, type Meter, mostDocumentBytes, type Sourced } from '../source.ts';
import { markdownDocument } from './markdown.ts';

/** A text file: `id` is its path below what was asked for, with `/` on every system. */
export type TextFile = { path: string; id: string; isMarkdown: boolean };

/**
 * A document a file. Its title is a Markdown file's own, else the name without its ending; `metadata.path` is
 * its id. A file that cannot be read is a failure and does not stop the others.
 */
export async function* readTextFiles(files: TextFile[], meter: Meter): AsyncGenerator<Sourced> {
  for (const file of files) {
    const place = { file: file.path };
    try {
      yield { place, document: await readTextFile(file, meter) };
    } catch (thrown) {
      yield { place, failure: asFailure(thrown) };
    }
  }
}

const readTextFile = async ({ path, id, isMarkdown }: TextFile, meter: Meter): Promise<Ingestible> => {
  const parts = new ByteParts(mostDocumentBytes);
  for await (const chunk of readFile(path, meter)) parts.push(chunk);
  const bytes = parts.take();
  if (bytes instanceof Failure) throw bytes;
  const text = decode(bytes);
  const fallback = basename(id)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '');
  const metadata = { path: id };
  return isMarkdown
    ? markdownDocument(text, { id, fallback, metadata })
    : { id, title: fallback, text, metadata };
};

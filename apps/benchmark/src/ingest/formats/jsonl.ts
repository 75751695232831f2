import { asFailure, Failure } from '@rollcall/failures';
import { ByteParts } from '../byte-parts.ts';
import { mostDocumentBytes, type Sourced } from '../source.ts';
import { documentOf, parseJson } from './json-document.ts';

const lineFeed = 0x0a;

type Line = { number: number; bytes: Buffer | Failure };

/** Lines of a file of any size; one that is too long is a failure, and not held. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  const parts = new ByteParts(mostDocumentBytes);
  let number = 1;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      parts.push(chunk.subarray(from, at));
      yield { number, bytes: parts.take() };
      number += 1;
      from = at + 1;
    }
    parts.push(chunk.subarray(from));
  }
  yield { number, bytes: parts.take() };
}

/** White space and the byte order mark of UTF-8. */
const unseen = new Set([0x20, 0x09, 0x0d, 0xef, 0xbb, 0xbf]);

/**
 * A document a line: `{id, title?, text, metadata?}`, BEIR's `_id`, or a line of a test set. Blank lines do not
 * count. A line that is no document is a failure at its place, and does not stop the others.
 */
export async function* readJsonl(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<Sourced> {
  for await (const { number, bytes } of linesOf(chunks)) {
    const place = { file, line: number };
    if (bytes instanceof Failure) yield { place, failure: bytes };
    else if (!bytes.every((byte) => unseen.has(byte))) yield { place, ...readLine(bytes) };
  }
}

const readLine = (line: Buffer) => {
  try {
    return { document: documentOf(parseJson(line)) };
  } catch (thrown) {
    return { failure: asFailure(thrown) };
  }
};

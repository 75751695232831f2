import { Failure } from '@rollcall/failures';
import type { IngestLimits } from './limits.ts';

/** One document of a request body as it was sent, or why it cannot be read. `position` counts from 1. */
export type Item = { position: number } & ({ value: unknown } | { failure: Failure });

const lineFeed = 0x0a;
const openingBracket = 0x5b;

/** White space and the byte order mark of UTF-8. */
const unseen = new Set([0x20, 0x09, 0x0d, lineFeed, 0xef, 0xbb, 0xbf]);

/**
 * The documents of a request body: a JSON array where its first character is `[`, else NDJSON, whatever
 * the content type says. NDJSON is read as a stream, and no faster than the items are taken; blank lines
 * do not count. A line that is too long or not JSON is an item with a failure (`document.too_large`,
 * `request.not_json`) and does not disturb the others. Throws `request.too_large` where the body is over
 * its limit, `request.not_json` for a broken array, `request.invalid` where the body ends too early.
 */
export async function* readItems(
  body: AsyncIterable<Buffer>,
  limits: Pick<IngestLimits, 'documentBytes' | 'bodyBytes' | 'arrayBytes'>,
): AsyncGenerator<Item> {
  const lines = new LineReader(limits.documentBytes);
  let array: Buffer[] | undefined;
  let begun = false;
  let bytes = 0;
  for await (let chunk of whole(body)) {
    bytes += chunk.length;
    demandAtMost(bytes, limits.bodyBytes);
    if (!begun) {
      const first = chunk.findIndex((byte) => !unseen.has(byte));
      if (first === -1) continue;
      begun = true;
      chunk = chunk.subarray(first);
      if (chunk[0] === openingBracket) array = [];
    }
    if (array === undefined) {
      yield* lines.read(chunk);
    } else {
      demandAtMost(bytes, limits.arrayBytes);
      array.push(chunk);
    }
  }
  if (array === undefined) yield* lines.end();
  else yield* elements(Buffer.concat(array), limits.documentBytes);
}

const demandAtMost = (bytes: number, limit: number): void => {
  if (bytes > limit) throw new Failure('request.too_large', { details: { limitBytes: limit } });
};

/** The body's chunks; a connection that breaks off in the middle is the caller's fault, not a defect. */
async function* whole(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (thrown) {
    throw new Failure('request.incomplete', { cause: thrown });
  }
}

/** Puts lines together from chunks; of a line over the limit it keeps nothing. */
class LineReader {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #position = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *read(chunk: Buffer): Generator<Item> {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#keep(chunk.subarray(from, at));
      yield* this.end();
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** The line so far as an item, unless it is blank. */
  *end(): Generator<Item> {
    const isTooLarge = this.#bytes > this.#limit;
    const line = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    if (!isTooLarge && line.every((byte) => unseen.has(byte))) return;
    this.#position += 1;
    yield isTooLarge
      ? { position: this.#position, failure: tooLarge(this.#limit) }
      : { position: this.#position, ...parsed(line) };
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#limit) this.#parts = [];
    else this.#parts.push(part);
  }
}

const tooLarge = (limitBytes: number): Failure =>
  new Failure('document.too_large', { details: { limitBytes } });

function* elements(body: Buffer, limit: number): Generator<Item> {
  const array = parsed(body);
  if ('failure' in array) throw array.failure;
  let position = 0;
  for (const value of array.value as unknown[]) {
    position += 1;
    yield isLarger(value, limit) ? { position, failure: tooLarge(limit) } : { position, value };
  }
}

/** True for a value that takes more bytes as JSON, or is nested too deeply to be written as JSON at all. */
const isLarger = (value: unknown, limit: number): boolean => {
  try {
    return Buffer.byteLength(JSON.stringify(value)) > limit;
  } catch {
    return true;
  }
};

/** JSON in UTF-8; the parser's message quotes the text and is dropped. */
const parsed = (json: Buffer): { value: unknown } | { failure: Failure } => {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) };
  } catch (thrown) {
    return { failure: new Failure('request.not_json', { cause: thrown }) };
  }
};

import { Failure } from '@rollcall/failures';
import { ByteParts } from '../byte-parts.ts';
import { mostDocumentBytes } from '../source.ts';

/** An element of an array, counted from 1: an object or array as JSON, or why it is none that could be read. */
export type Element = { number: number; json: Buffer | Failure };

const code = (character: string): number => character.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const [openObject, closeObject, openArray, closeArray] = [code('{'), code('}'), code('['), code(']')];
const comma = code(',');

/** White space, and the byte order mark of UTF-8. */
const unseen = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** The longest key that is looked at. */
const longestKey = 16;

/**
 * The elements of the array that a JSON text is, or of the array at `key` of the object that it is, one by one: a
 * file of any size is read without being held. What stands within an element is for a JSON parser to judge.
 * Throws `ingest.unreadable` where there is no such array, and where the text ends too early.
 */
export async function* readElements(chunks: AsyncIterable<Buffer>, key: string): AsyncGenerator<Element> {
  const scanner = new Scanner(key);
  for await (const chunk of chunks) yield* scanner.read(chunk);
  scanner.end();
}

/**
 * Follows brackets and strings. `#arrayDepth` is the depth inside the array that is looked for, once it is
 * found; `#from` is where in the chunk the element began that is being read, undefined between elements.
 */
class Scanner {
  readonly #wanted: string;
  readonly #parts = new ByteParts(mostDocumentBytes);
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isInScalar = false;
  /** The last string at depth 1: the key, where an object is read. */
  #key = '';
  #arrayDepth: number | undefined;
  #from: number | undefined;
  #number = 0;
  #hasBegun = false;
  #hasArray = false;

  constructor(wanted: string) {
    this.#wanted = wanted;
  }

  *read(chunk: Buffer): Generator<Element> {
    if (this.#from !== undefined) this.#from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (this.#isInString) this.#readString(byte);
      else if (!unseen.has(byte)) yield* this.#readVisible(chunk, at, byte);
    }
    if (this.#from !== undefined) this.#parts.push(chunk.subarray(this.#from));
  }

  #readString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isInString = false;
    else if (this.#depth === 1 && this.#key.length < longestKey) this.#key += String.fromCharCode(byte);
  }

  *#readVisible(chunk: Buffer, at: number, byte: number): Generator<Element> {
    const isBetween = this.#from === undefined && this.#depth === this.#arrayDepth;
    if (byte === openObject || byte === openArray) {
      this.#open(byte, isBetween ? at : undefined);
    } else if (byte === closeObject || byte === closeArray) {
      yield* this.#close(chunk, at);
    } else if (byte === comma) {
      this.#isInScalar = false;
    } else if (isBetween && !this.#isInScalar) {
      this.#isInScalar = true;
      this.#number += 1;
      yield {
        number: this.#number,
        json: new Failure('document.invalid', { details: { fields: ['(document)'] } }),
      };
    }
    if (byte === quote) {
      this.#isInString = true;
      if (this.#depth === 1) this.#key = '';
    }
    this.#hasBegun = true;
  }

  #open(byte: number, from: number | undefined): void {
    const isOutermost = !this.#hasBegun;
    const isWanted = this.#depth === 1 && this.#arrayDepth === undefined && this.#key === this.#wanted;
    this.#depth += 1;
    if (from !== undefined) {
      this.#from = from;
      this.#number += 1;
    } else if (byte === openArray && (isOutermost || isWanted)) {
      this.#arrayDepth = this.#depth;
      this.#hasArray = true;
    }
  }

  *#close(chunk: Buffer, at: number): Generator<Element> {
    if (this.#depth === this.#arrayDepth) this.#arrayDepth = undefined;
    this.#depth -= 1;
    if (this.#depth < 0) throw unreadable('brackets in pairs');
    if (this.#from === undefined || this.#depth !== this.#arrayDepth) return;
    this.#parts.push(chunk.subarray(this.#from, at + 1));
    this.#from = undefined;
    yield { number: this.#number, json: this.#parts.take() };
  }

  end(): void {
    if (this.#depth !== 0 || this.#isInString) throw unreadable('JSON that is whole');
    if (!this.#hasArray) throw unreadable(`a JSON array, or an object with an array \`${this.#wanted}\``);
  }
}

const unreadable = (rule: string): Failure => new Failure('ingest.unreadable', { details: { rule } });

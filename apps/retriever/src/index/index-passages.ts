import type { TenantQueryable } from '@rollcall/postgres';
import { buildSegment, type IndexedPassage } from './build-segment.ts';
import { FormBook } from './form-book.ts';
import { parseTexts } from './parse-texts.ts';
import { encodeTokens, type Token } from './token-stream.ts';
import { learnForms } from './vocabulary.ts';
import { writeSegment } from './write-segment.ts';

/**
 * Passages that are parsed in one statement: reading its answer blocks the event loop for some milliseconds.
 */
const parsedAtOnce = 200;

/** A collection that the caller has locked, with the last ids that it has given. */
export type IndexedCollection = { id: string; language: string; numbers: number; forms: number };

/** A passage as the index sees it; `tie` is its document's place among equal scores (`tieOf`). */
export type PassageText = { title: string; text: string; tie: number };

/** What the passage's row says for the index. Lengths in lexemes. */
export type IndexEntry = { number: number; titleLexemes: number; bodyLexemes: number; tokens: Uint8Array };

export type Indexed = {
  /** In the order of the passages. */
  entries: IndexEntry[];
  /** The last ids now. */
  numbers: number;
  forms: number;
};

/**
 * Writes the segment of some passages (one at least) and the forms that are new; the caller writes the
 * entries into the passages' rows and the last ids into the collection's, in the same transaction.
 */
export const indexPassages = async (
  tx: TenantQueryable,
  collection: IndexedCollection,
  passages: readonly PassageText[],
): Promise<Indexed> => {
  const book = new FormBook();
  const read = await readAll(tx, book, collection.language, passages);
  const { ids, lexemeIds, last } = await learnForms(tx, collection.id, book.forms, collection.forms);

  const withIds = (tokens: Token[]): Token[] =>
    tokens.map(({ position, form }) => ({ position, form: ids[form] as number }));
  const lexemesOf = (tokens: Token[]): Int32Array =>
    Int32Array.from(tokens, ({ form }) => lexemeIds[form] as number);

  const entries: IndexEntry[] = [];
  const indexed: IndexedPassage[] = [];
  let tokenBytes = 0;
  for (const [at, { title, body }] of read.entries()) {
    const number = collection.numbers + 1 + at;
    const tokens = encodeTokens(withIds(title), withIds(body));
    tokenBytes += tokens.length;
    entries.push({ number, titleLexemes: title.length, bodyLexemes: body.length, tokens });
    indexed.push({
      number,
      tie: (passages[at] as PassageText).tie,
      title: lexemesOf(title),
      body: lexemesOf(body),
    });
  }
  await writeSegment(tx, collection.id, buildSegment(indexed), tokenBytes);
  return { entries, numbers: collection.numbers + passages.length, forms: last };
};

type ReadPassage = { title: Token[]; body: Token[] };

const readAll = async (
  tx: TenantQueryable,
  book: FormBook,
  language: string,
  passages: readonly PassageText[],
): Promise<ReadPassage[]> => {
  const read: ReadPassage[] = [];
  for (let from = 0; from < passages.length; from += parsedAtOnce) {
    const some = passages.slice(from, from + parsedAtOnce);
    const titles = [...new Set(some.map(({ title }) => title))];
    const parsed = await parseTexts(tx, language, [...titles, ...some.map(({ text }) => text)]);
    const tokens = parsed.map(({ lexemes, words }) => book.read(lexemes, words));
    for (const [at, { title }] of some.entries()) {
      read.push({
        title: tokens[titles.indexOf(title)] as Token[],
        body: tokens[titles.length + at] as Token[],
      });
    }
  }
  return read;
};

import { lowerOf } from '../names/characters.ts';
import type { Words } from './words.ts';

/** Where one of a recognizer's context words stands: the numbers of its first word and of the word behind it. */
export type Hit = { phrase: string; first: number; behind: number };

type Entry = { phrase: string; expression: RegExp; lists: number[] };

/** Lists of phrases, compiled so that one pass over a text finds the phrases of all of them. */
export type PhraseIndex = {
  lists: number;
  byBeginning: ReadonlyMap<number, readonly Entry[]>;
  /** 1 at the place of every beginning that a phrase has, and of some others: most words of a text need no more than this. */
  mayBegin: Uint8Array;
};

/** How many places there are, as a power of two. */
const placeBits = 13;

const placeOf = (key: number): number => Math.imul(key, 0x9e3779b1) >>> (32 - placeBits);

/**
 * Compiles lists of phrases in lower case. Words of a phrase may stand apart by blanks, hyphens or an
 * underscore. A phrase counts in any case and where a longer word begins with it ("patients", "passportNo");
 * one of three letters or fewer only by itself, in the plural, or in front of a capital ("ssnOfUser"): "pan" is
 * not in "panel".
 */
export const phraseIndex = (lists: readonly (readonly string[])[]): PhraseIndex => {
  const entries = new Map<string, Entry>();
  for (const [list, phrases] of lists.entries()) {
    for (const phrase of phrases) {
      const known = entries.get(phrase);
      if (known) known.lists.push(list);
      else entries.set(phrase, { phrase, expression: expressionOf(phrase), lists: [list] });
    }
  }
  const byBeginning = new Map<number, Entry[]>();
  for (const entry of entries.values()) {
    const key = keyOf(entry.phrase, 0, /^[\p{L}\p{N}]+/u.exec(entry.phrase)?.[0].length ?? 0);
    const bucket = byBeginning.get(key);
    if (bucket) bucket.push(entry);
    else byBeginning.set(key, [entry]);
  }
  const mayBegin = new Uint8Array(1 << placeBits);
  for (const key of byBeginning.keys()) mayBegin[placeOf(key)] = 1;
  return { lists: lists.length, byBeginning, mayBegin };
};

/** For each list the places of its phrases, in order; undefined for lists without one. */
export const findPhrases = (text: string, words: Words, index: PhraseIndex): (Hit[] | undefined)[] => {
  const found: (Hit[] | undefined)[] = new Array(index.lists);
  for (let word = 0; word < words.count; word += 1) {
    const start = words.starts[word]!;
    const key = keyOf(text, start, words.ends[word]! - start);
    if (index.mayBegin[placeOf(key)] === 0) continue;
    const entries = index.byBeginning.get(key);
    if (entries === undefined) continue;
    for (const { phrase, expression, lists } of entries) {
      expression.lastIndex = start;
      if (!expression.test(text)) continue;
      let behind = word + 1;
      while (behind < words.count && words.starts[behind]! < expression.lastIndex) behind += 1;
      const hit = { phrase, first: word, behind };
      for (const list of lists) {
        const hits = found[list];
        if (hits) hits.push(hit);
        else found[list] = [hit];
      }
    }
  }
  return found;
};

/** A hash of the first three letters in lower case; of the length too, where the word is shorter. A phrase is compared where it fits. */
const keyOf = (text: string, start: number, length: number): number =>
  length < 3
    ? lower(text, start) * 4 + length
    : Math.imul(Math.imul(lower(text, start), 0x2c1b3c6d) ^ lower(text, start + 1), 0x297a2d39) ^
      lower(text, start + 2);

const lower = (text: string, at: number): number => lowerOf(text.charCodeAt(at));

const expressionOf = (phrase: string): RegExp => {
  const words = phrase
    .split(' ')
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join(String.raw`[ \t_-]{1,2}`);
  if (phrase.length > 3) return new RegExp(words, 'iuy');
  const capitalised = `(?:${words}|${words[0]!.toUpperCase()}${words.slice(1)})`;
  return new RegExp(
    String.raw`${capitalised}s?(?![\p{L}\p{N}])|${capitalised}(?=\p{Lu}\p{Ll}|\p{N})|${words.toUpperCase()}(?:s|S)?(?![\p{L}])`,
    'uy',
  );
};

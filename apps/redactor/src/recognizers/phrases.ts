import type { Words } from './words.ts';

/** Where one of a recognizer's context words stands: the numbers of its first word and of the word behind it. */
export type Hit = { phrase: string; first: number; behind: number };

type Entry = { phrase: string; expression: RegExp; lists: number[] };

/** Lists of phrases, compiled so that one pass over a text finds the phrases of all of them. */
export type PhraseIndex = { byBeginning: ReadonlyMap<number, readonly Entry[]> };

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
  return { byBeginning };
};

/** For each list the places of its phrases, in order; lists without one are left out. */
export const findPhrases = (text: string, words: Words, index: PhraseIndex): Map<number, Hit[]> => {
  const found = new Map<number, Hit[]>();
  for (let word = 0; word < words.count; word += 1) {
    const start = words.starts[word]!;
    const entries = index.byBeginning.get(keyOf(text, start, words.ends[word]! - start));
    if (entries === undefined) continue;
    for (const { phrase, expression, lists } of entries) {
      expression.lastIndex = start;
      if (!expression.test(text)) continue;
      let behind = word + 1;
      while (behind < words.count && words.starts[behind]! < expression.lastIndex) behind += 1;
      const hit = { phrase, first: word, behind };
      for (const list of lists) {
        const hits = found.get(list);
        if (hits) hits.push(hit);
        else found.set(list, [hit]);
      }
    }
  }
  return found;
};

/** The first three letters in lower case as one number; the length too, where the word is shorter. */
const keyOf = (text: string, start: number, length: number): number =>
  length < 3
    ? lower(text, start) * 4 + length
    : (lower(text, start) * 65536 + lower(text, start + 1)) * 65536 + lower(text, start + 2);

const lower = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  return String.fromCharCode(code).toLowerCase().charCodeAt(0);
};

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

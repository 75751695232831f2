import type { Stretch } from './windows.ts';

export type Placed = {
  /** By token, in UTF-16 units of the text. */
  places: Stretch[];
  /** Letters or digits stand behind the last token: the model has not seen all of the text. */
  isCutOff: boolean;
};

/** How far a token is looked for, in folded units: a short one is everywhere, unless others are missing before it. */
const reach = (length: number, missing: number): number => (length < 3 ? 6 : 48) + 8 * missing;

/**
 * Where a tokenizer's tokens stand in their text. The package answers tokens as the tokenizer writes them, in order
 * and without offsets: lower-cased, without accents, with marks of its own, and some that no character answers to.
 * They are looked for one behind the other in the text without blanks, case and accents; one that is not found takes
 * all that lies between its neighbours, so that what it stands for is never outside of its place. Linear in the text.
 */
export const placeTokens = (text: string, words: readonly string[]): Placed => {
  const folded = fold(text);
  const found: ({ from: number; to: number } | undefined)[] = [];
  /** Where what is not placed yet begins, by token. */
  const begins: number[] = [];
  let at = 0;
  let missing = 0;
  for (const word of words) {
    begins.push(at);
    const token = formsOf(word)
      .map((form) => ({ from: locate(folded.text, form, { at, missing }), length: form.length }))
      .find(({ from }) => from >= 0);
    if (token === undefined) {
      found.push(undefined);
      missing += 1;
    } else {
      at = token.from + token.length;
      missing = 0;
      found.push({ from: token.from, to: at });
    }
  }
  const places: Stretch[] = [];
  let next = folded.text.length;
  for (const [index, token] of [...found.entries()].reverse()) {
    places.push(folded.stretch(token?.from ?? begins[index]!, token?.to ?? next));
    if (token) next = token.from;
  }
  return { places: places.reverse(), isCutOff: /[\p{L}\p{N}]/u.test(folded.text.slice(at)) };
};

/** A token as it may stand in a text: as it is, or without the marks for "goes on" and "begins a word". */
const formsOf = (word: string): string[] => {
  const whole = fold(word).text;
  const bare = fold(word.replace(/^(?:##|▁|Ġ)|(?:@@|<\/w>)$/g, '')).text;
  return [...new Set([whole, bare])].filter((form) => form !== '');
};

const locate = (folded: string, form: string, { at, missing }: { at: number; missing: number }): number => {
  if (folded.startsWith(form, at)) return at;
  const near = folded.slice(at, at + reach(form.length, missing) + form.length).indexOf(form);
  return near < 0 ? -1 : at + near;
};

type Folded = { text: string; stretch(from: number, to: number): Stretch };

/** A text without blanks, case and accents, and the way back from a part of it. */
const fold = (text: string): Folded => {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const end = at + character.length;
    const plain = /\s/.test(character)
      ? ''
      : character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s/g, '').normalize('NFC');
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(at);
      ends.push(end);
    }
    // An accent of its own belongs to the letter before it.
    if (plain === '' && /\p{M}/u.test(character) && ends.length > 0) ends[ends.length - 1] = end;
    folded += plain;
    at = end;
  }
  return {
    text: folded,
    stretch: (from, to) => {
      if (from >= to) {
        const place = starts[from] ?? text.length;
        return { start: place, end: place };
      }
      return { start: starts[from]!, end: ends[to - 1]! };
    },
  };
};

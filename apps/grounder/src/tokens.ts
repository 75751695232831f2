import { keyOfMonth, keyOfValue } from './numbers.ts';
import { type Keys, noWord, unspaced, type WordForm, wordForm } from './word-forms.ts';

export type TermKind = 'word' | 'name' | 'number' | 'date' | 'placeholder';

/** One word, number, sign or placeholder as it stands in a text, before its neighbours have been looked at. */
export type Token = {
  /** UTF-16 offsets into the text, end exclusive. */
  start: number;
  end: number;
  /** Position among all words of the text, stop words included. */
  at: number;
  raw: string;
  form: WordForm;
  kind: TermKind;
  keys: Keys;
};

const digits = String.raw`[\d\uff10-\uff19]+`;

/** Placeholder, ISO date, number, acronym, one sign, word: told apart again by their first characters. */
const tokenForm = new RegExp(
  [
    String.raw`<[A-Z][A-Z0-9_]{0,60}_\d{1,6}>`,
    String.raw`\d{4}-\d{2}-\d{2}(?!\d)`,
    `${digits}(?:[.,]${digits})*`,
    String.raw`(?:\p{Lu}\.){2,}`,
    String.raw`[${unspaced}&&\p{L}]`,
    String.raw`[[\p{L}\p{Nd}]--${unspaced}][[\p{L}\p{M}\p{Nd}]--${unspaced}]*(?:['’]\p{L}+)*`,
  ].join('|'),
  'gv',
);

/** The tokens of a text in order. Never throws, whatever the text. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  let count = 0;
  for (let from = nextStart(text, 0); from < text.length; from = nextStart(text, from)) {
    let end = endOfPlainWord(text, from);
    if (end === from) {
      tokenForm.lastIndex = from;
      const found = tokenForm.exec(text);
      if (found === null) break;
      from = found.index;
      end = from + found[0].length;
    }
    if (isIsoDate(text, from, end)) tokens.push(...isoDate(text.slice(from, end), from, count));
    else tokens.push(tokenAt(text, from, end, count));
    count += 1;
    from = end;
  }
  return tokens;
};

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const beyondAscii = 128;
const [dot, apostrophe, lessThan] = [46, 39, 60];

/** The first place from `from` on where a token may begin: most of what stands between words is ASCII. */
const nextStart = (text: string, from: number): number => {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isLetter(code) || isDigit(code) || code === lessThan || code >= beyondAscii) break;
  }
  return at;
};

/**
 * Where a word of ASCII letters and digits ends that begins at `from`: what `tokenForm` would find, several
 * times faster. `from` where none begins there, or where only `tokenForm` can tell.
 */
const endOfPlainWord = (text: string, from: number): number => {
  if (!isLetter(text.charCodeAt(from))) return from;
  let end = from + 1;
  let next = text.charCodeAt(end);
  while (isLetter(next) || isDigit(next)) {
    end += 1;
    next = text.charCodeAt(end);
  }
  const goesOn = next >= beyondAscii || next === apostrophe || (next === dot && end === from + 1);
  return goesOn ? from : end;
};

const tokenAt = (text: string, start: number, end: number, at: number): Token => {
  const form = wordForm(text.slice(start, end));
  const named = form.kind === 'word' && (form.allCapitals || (form.capital && !opensSentence(text, start)));
  const kind = named ? 'name' : form.kind;
  return { start, end, at, raw: form.raw, form, kind, keys: form.keys };
};

const isIsoDate = (text: string, start: number, end: number): boolean =>
  end - start === 10 && isDigit(text.charCodeAt(start)) && text[start + 4] === '-';

/** `2024-03-05` as year, month and day, so that it meets `5 March 2024`. */
const isoDate = (iso: string, start: number, at: number): Token[] =>
  [
    [0, 4],
    [5, 7],
    [8, 10],
  ].map(([from, to], part) => {
    const raw = iso.slice(from, to);
    const value = Number(raw);
    const keys: Keys = part === 1 ? [keyOfMonth(value), keyOfValue(value)] : [keyOfValue(value)];
    return {
      start: start + from!,
      end: start + to!,
      at,
      raw,
      form: noWord(raw, 'number', keys),
      kind: 'date' as const,
      keys,
    };
  });

const passedOver = new Set(' \t"\'“‘(*_#');
const opening = new Set('.!?:;\n\r•-–—]');

/** True where a capital letter is grammar and no name: at the start of a text, a sentence, a line or a quote. */
const opensSentence = (text: string, start: number): boolean => {
  let before = start - 1;
  while (before >= 0 && passedOver.has(text[before]!)) before -= 1;
  if (before < 0) return true;
  if (
    text[before] === '.' &&
    /(?:^|\s)\p{Lu}\p{L}{0,2}$/u.test(text.slice(Math.max(0, before - 4), before))
  ) {
    return false; // `Dr. Smith`, `J. Smith`
  }
  return opening.has(text[before]!);
};

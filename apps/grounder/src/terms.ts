import { keyOfValue, magnitudeOf, monthOf, valueOfWord, valuesOf } from './numbers.ts';
import { stem } from './stem.ts';
import { stopWords } from './stop-words.ts';

export type TermKind = 'word' | 'name' | 'number' | 'date' | 'placeholder';

/** One content word of a text. */
export type Term = {
  /** UTF-16 offsets into the text, end exclusive. */
  start: number;
  end: number;
  kind: TermKind;
  /** Terms with a key in common say the same; the first key is the usual one. */
  keys: readonly [string, ...string[]];
  /** Position among all words of the text, stop words included: the measure of nearness. */
  at: number;
};

type Token = {
  start: number;
  end: number;
  raw: string;
  word: string;
  kind: TermKind;
  keys: Term['keys'];
  at: number;
};

/** Signs of scripts that write no spaces between words. */
const unspaced = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]`;
const digits = String.raw`[\d\uff10-\uff19]+`;

const tokenForm = new RegExp(
  [
    String.raw`(?<placeholder><[A-Z][A-Z0-9_]{0,60}_\d{1,6}>)`,
    String.raw`(?<iso>\d{4}-\d{2}-\d{2}(?!\d))`,
    `(?<number>${digits}(?:[.,]${digits})*)`,
    String.raw`(?<acronym>(?:\p{Lu}\.){2,})`,
    String.raw`(?<sign>(?=\p{L})${unspaced})`,
    String.raw`(?<letters>(?!${unspaced})[\p{L}\p{Nd}](?:(?!${unspaced})[\p{L}\p{M}\p{Nd}])*(?:['’]\p{L}+)*)`,
  ].join('|'),
  'gu',
);

/** Lower case, without accents, ligatures and possessive endings. */
const fold = (raw: string): string =>
  raw.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/’/g, "'").replace(/'s?$/, '');

const isCapital = (raw: string): boolean => /^\p{Lu}/u.test(raw);
const isAllCapitals = (raw: string): boolean => /^[\p{Lu}\p{Nd}]{2,}$/u.test(raw);

/** True where a capital letter is grammar and no name: at the start of a text, a sentence, a line or a quote. */
const opensSentence = (text: string, start: number): boolean => {
  let before = start - 1;
  while (before >= 0 && /[ \t"'“‘(*_#]/.test(text[before]!)) before -= 1;
  if (before < 0) return true;
  if (
    text[before] === '.' &&
    /(?:^|\s)\p{Lu}\p{L}{0,2}$/u.test(text.slice(Math.max(0, before - 4), before))
  ) {
    return false; // `Dr. Smith`, `J. Smith`
  }
  return /[.!?:;\n\r•\-–—\]]/.test(text[before]!);
};

const tokenOf = (match: RegExpExecArray, text: string, at: number): Token[] => {
  const [raw] = match;
  const start = match.index;
  const whole = { start, end: start + raw.length, raw, word: '', at };
  const { placeholder, iso, number, acronym, sign } = match.groups!;
  if (placeholder !== undefined) return [{ ...whole, kind: 'placeholder', keys: [raw] }];
  if (iso !== undefined) return isoDate(iso, start, at);
  if (number !== undefined) return [{ ...whole, kind: 'number', keys: keysOfValues(valuesOf(raw)) }];
  if (acronym !== undefined) {
    return [{ ...whole, kind: 'name', keys: [raw.replaceAll('.', '').toLowerCase()] }];
  }
  if (sign !== undefined) return [{ ...whole, kind: 'word', keys: [raw.normalize('NFKC')] }];
  const word = fold(raw);
  const value = valueOfWord(word);
  if (value !== undefined && word !== 'one')
    return [{ ...whole, word, kind: 'number', keys: [keyOfValue(value)] }];
  const named = isAllCapitals(raw) || (isCapital(raw) && !opensSentence(text, start));
  return [{ ...whole, word, kind: named ? 'name' : 'word', keys: [stem(word) || raw] }];
};

/** `2024-03-05` as year, month and day, so that it meets `5 March 2024`. */
const isoDate = (iso: string, start: number, at: number): Token[] =>
  [
    [0, 4],
    [5, 7],
    [8, 10],
  ].map(([from, to], part) => {
    const raw = iso.slice(from, to);
    const value = Number(raw);
    const keys: Term['keys'] = part === 1 ? [keyOfMonth(value), keyOfValue(value)] : [keyOfValue(value)];
    return { start: start + from!, end: start + to!, raw, word: '', kind: 'date' as const, keys, at };
  });

const keysOfValues = ([first, ...rest]: [number, ...number[]]): Term['keys'] => [
  keyOfValue(first),
  ...rest.map(keyOfValue),
];

const keyOfMonth = (month: number): string => `month:${month}`;

/** Joins `twenty-one` and `3.5 million` into one number, and reads `5 March 2024` as a date. */
const joinNumbers = (tokens: Token[], text: string): Token[] => {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const gap = before === undefined ? '' : text.slice(before.end, token.start);
    if (before?.kind === 'number' && /^[ \u00a0-]$/.test(gap)) {
      const value = Number(before.keys[0]!.slice(1));
      const unit = valueOfWord(token.word);
      const times = magnitudeOf(token.word);
      const sum = before.word !== '' && unit !== undefined && unit < 10 && value >= 20 && value % 10 === 0;
      if (sum || times !== undefined) {
        const total = sum ? value + unit : value * times!;
        const raw = text.slice(before.start, token.end);
        joined[joined.length - 1] = { ...before, end: token.end, raw, keys: [keyOfValue(total)] };
        continue;
      }
    }
    joined.push(token);
  }
  joined.forEach((token, index) => {
    readDate(token, joined[index - 1], joined[index + 1]);
  });
  return joined;
};

/** A month next to a number is a date, and so is that number; a four-digit number may be a year. */
const readDate = (token: Token, before: Token | undefined, after: Token | undefined): void => {
  if (token.kind === 'number' && /^(?:1\d|20)\d\d$/.test(token.raw)) token.kind = 'date';
  const month = isCapital(token.raw) ? monthOf(token.word) : undefined;
  if (month === undefined) return;
  const numbers = [before, after].filter(
    (near) => near !== undefined && near.word === '' && (near.kind === 'number' || near.kind === 'date'),
  );
  if (numbers.length === 0) return;
  token.kind = 'date';
  token.keys = [keyOfMonth(month), ...token.keys];
  for (const near of numbers) near!.kind = 'date';
};

const saysSomething = (token: Token): boolean => {
  if (token.kind !== 'word' && token.kind !== 'name') return true;
  if (/^(?:st|nd|rd|th)$/.test(token.word)) return false;
  if (token.kind === 'name' && isAllCapitals(token.raw)) return true;
  return !stopWords.has(token.word) && (token.word.length > 1 || token.word === '');
};

/**
 * The content terms of a text in order, with exact offsets: words without stop words, names, numbers,
 * dates, placeholders. Scripts that write no spaces give one term a sign. Never throws, whatever the text.
 */
export const termsOf = (text: string): Term[] => {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(tokenForm)) tokens.push(...tokenOf(match, text, at++));
  return joinNumbers(tokens, text)
    .map((token, index, all) =>
      opensName(token, all[index + 1]) ? { ...token, kind: 'name' as const } : token,
    )
    .filter(saysSomething)
    .map(({ start, end, kind, keys, at }) => ({ start, end, kind, keys, at }));
};

/** A capital at a sentence's start is a name where another name follows at once: `Robert Boyle was`. */
const opensName = (token: Token, after: Token | undefined): boolean =>
  token.kind === 'word' &&
  isCapital(token.raw) &&
  !stopWords.has(token.word) &&
  after?.kind === 'name' &&
  after.at === token.at + 1 &&
  after.start - token.end === 1;

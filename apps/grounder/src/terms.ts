import { keyOfValue, keysOfNumber, magnitudeOf, monthOf, suffixOf } from './numbers.ts';
import { stopWords } from './stop-words.ts';
import { type WordForm, wordForm } from './word-forms.ts';

export type TermKind = 'word' | 'name' | 'number' | 'date' | 'placeholder';

/** One content word of a text. */
export type Term = {
  /** UTF-16 offsets into the text, end exclusive. */
  start: number;
  end: number;
  kind: TermKind;
  /** Terms with a key in common say the same; the first key is the usual one. */
  keys: readonly [string, ...string[]];
};

type Token = Omit<Term, 'kind' | 'keys'> & {
  /** Position among all words of the text, stop words included. */
  at: number;
  raw: string;
  form: WordForm;
  kind: TermKind;
  keys: Term['keys'];
};

/** Signs of scripts that write no spaces between words. */
const unspaced = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]`;
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
const oneSign = new RegExp(`^${unspaced}$`, 'v');
const isDigit = (char: string): boolean => (char >= '0' && char <= '9') || (char >= '０' && char <= '９');

/** The form of what is no word. */
const noWord: WordForm = {
  word: '',
  stem: '',
  value: undefined,
  place: -1,
  capital: false,
  allCapitals: false,
};

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

const tokensOf = (raw: string, start: number, at: number, text: string): Token[] => {
  const token = (kind: TermKind, keys: Term['keys'], form = noWord): Token[] => [
    { start, end: start + raw.length, at, raw, form, kind, keys },
  ];
  if (raw[0] === '<') return token('placeholder', [raw]);
  if (isDigit(raw[0]!)) {
    return raw[4] === '-' ? isoDate(raw, start, at) : token('number', keysOfNumber(raw));
  }
  if (raw[1] === '.') return token('name', [raw.replaceAll('.', '').toLowerCase()]);
  if (oneSign.test(raw)) return token('word', [raw.normalize('NFKC')]);
  const form = wordForm(raw);
  if (form.value !== undefined) return token('number', [keyOfValue(form.value)], form);
  const named = form.allCapitals || (form.capital && !opensSentence(text, start));
  return token(named ? 'name' : 'word', [form.stem], form);
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
    return { start: start + from!, end: start + to!, at, raw, form: noWord, kind: 'date' as const, keys };
  });

const keyOfMonth = (month: number): string => `month:${month}`;

/** Joins `twenty-one` and `3.5 million` into one number, and reads `5 March 2024` as a date. */
const joinNumbers = (tokens: Token[], text: string): Token[] => {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const gap = before === undefined ? '' : text.slice(before.end, token.start);
    if (before?.kind === 'number' && gap === '' && token.kind !== 'number') {
      const times = suffixOf(token.form.word);
      if (times !== undefined)
        before.keys = [...before.keys, keyOfValue(Number(before.keys[0]!.slice(1)) * times)];
    }
    if (
      before?.kind === 'number' &&
      token.raw.length === 2 &&
      /^[-–/]$/.test(gap) &&
      /^(?:1\d|20)\d\d$/.test(before.raw)
    ) {
      token.keys = [...token.keys, keyOfValue(Number(before.raw.slice(0, 2) + token.raw))]; // `2018–19`
    }
    if (before?.kind === 'number' && /^(?:[ \u00a0]|[ \u00a0]?-[ \u00a0]?)$/.test(gap)) {
      const value = Number(before.keys[0]!.slice(1));
      const unit = token.form.value;
      const times = magnitudeOf(token.form.word);
      const sum =
        before.form.word !== '' && unit !== undefined && unit < 10 && value >= 20 && value % 10 === 0;
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

/** Months that in small letters, or at a sentence's start, are rather verbs. */
const verbs: ReadonlySet<string> = new Set(['may', 'march', 'mar']);

const monthRead = ({ form }: Token): number | undefined =>
  form.capital || (form.word.length > 3 && !verbs.has(form.word)) ? monthOf(form.word) : undefined;

/** A month next to a number is a date, and so is that number; a four-digit number may be a year. */
const readDate = (token: Token, before: Token | undefined, after: Token | undefined): void => {
  if (token.kind === 'number' && /^(?:1\d|20)\d\d$/.test(token.raw)) token.kind = 'date';
  const month = monthRead(token);
  if (month === undefined) return;
  const mayBeVerb = verbs.has(token.form.word);
  const numbers = [before, after].filter(
    (near) => near !== undefined && near.form.word === '' && (near.kind === 'number' || near.kind === 'date'),
  );
  if (numbers.length === 0 && mayBeVerb && token.kind !== 'name') return;
  token.keys = [keyOfMonth(month)];
  if (numbers.length > 0) token.kind = 'date';
  for (const near of numbers) near!.kind = 'date';
};

/** `one` is mostly a pronoun: it can say what a `1` says, but nobody need say it. */
const saysSomething = (token: Token): boolean => {
  if (token.form.word === 'one' && token.kind === 'number' && /^one$/i.test(token.raw)) return false;
  if (token.kind !== 'word' && token.kind !== 'name') return true;
  if (/^(?:st|nd|rd|th)$/.test(token.form.word)) return false;
  if (token.kind === 'name' && token.form.allCapitals) return true;
  return !stopWords.has(token.form.word) && (token.form.word.length > 1 || token.form.word === '');
};

/** One word of a text, stop words included. */
export type Word = Term & {
  /** False for stop words and what else says nothing about what a text is about. */
  content: boolean;
  /** Lower case, without accents; what was written where it is no word. */
  plain: string;
  /** The place of its stem in the lexicon, -1 where it has none. */
  place: number;
};

/** All words of a text in order, with exact offsets. Never throws, whatever the text. */
export const wordsOf = (text: string): Word[] => {
  const tokens: Token[] = [];
  let at = 0;
  for (const { 0: raw, index } of text.matchAll(tokenForm)) tokens.push(...tokensOf(raw, index, at++, text));
  const joined = joinNumbers(tokens, text);
  return joined.map((token, index) => {
    if (opensName(token, joined[index + 1])) token.kind = 'name';
    const { start, end, kind, keys, form, raw } = token;
    return {
      start,
      end,
      kind,
      keys,
      content: saysSomething(token),
      plain: form.word || raw,
      place: form.place,
    };
  });
};

/**
 * The content terms of a text in order, with exact offsets: words without stop words, names, numbers,
 * dates, placeholders. Scripts that write no spaces give one term a sign. Never throws, whatever the text.
 */
export const termsOf = (text: string): Term[] => wordsOf(text).filter(({ content }) => content);

/** A capital at a sentence's start is a name where another name follows at once: `Robert Boyle was`. */
const opensName = (token: Token, after: Token | undefined): boolean =>
  token.kind === 'word' &&
  token.form.capital &&
  !stopWords.has(token.form.word) &&
  after?.kind === 'name' &&
  after.at === token.at + 1 &&
  after.start - token.end === 1;

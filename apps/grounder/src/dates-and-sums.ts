import { keyOfMonth, keyOfValue, magnitudeOf, suffixOf } from './numbers.ts';
import type { Token } from './tokens.ts';
import { verbMonths } from './word-forms.ts';

const yearForm = /^(?:1\d|20)\d\d$/;

/** Joins `twenty-one` and `3.5 million` into one number, and reads `5 March 2024` as a date. */
export const joinNumbers = (tokens: readonly Token[], text: string): Token[] => {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const sum = before?.kind === 'number' ? goOnWith(before, token, text) : undefined;
    if (sum === undefined) joined.push(token);
    else joined[joined.length - 1] = sum;
  }
  joined.forEach((token, index) => {
    readDate(token, joined[index - 1], joined[index + 1]);
  });
  return joined;
};

/** What a number says together with the token behind it; both may get a further key where they stay two. */
const goOnWith = (before: Token, token: Token, text: string): Token | undefined => {
  const gap = text.slice(before.end, token.start);
  const { form } = token;
  if (gap === '' && token.kind !== 'number') {
    const times = suffixOf(form.word);
    if (times !== undefined) before.keys = [...before.keys, keyOfValue(firstValue(before) * times)];
  }
  if (token.raw.length === 2 && /^[-–/]$/.test(gap) && yearForm.test(before.raw)) {
    token.keys = [...token.keys, keyOfValue(Number(before.raw.slice(0, 2) + token.raw))]; // `2018–19`
  }
  if (!/^(?:[ \u00a0]|[ \u00a0]?-[ \u00a0]?)$/.test(gap)) return undefined;
  const value = firstValue(before);
  const unit = before.form.word !== '' && value >= 20 && value % 10 === 0 ? form.value : undefined;
  const times = magnitudeOf(form.word);
  const total = unit !== undefined && unit < 10 ? value + unit : times && value * times;
  if (total === undefined) return undefined;
  const raw = text.slice(before.start, token.end);
  return { ...before, end: token.end, raw, keys: [keyOfValue(total)] };
};

const firstValue = ({ keys }: Token): number => Number(keys[0].slice(1));

/** A month next to a number is a date, and so is that number; a four-digit number may be a year. */
const readDate = (token: Token, before: Token | undefined, after: Token | undefined): void => {
  if (token.kind === 'number' && yearForm.test(token.raw)) token.kind = 'date';
  const { month, word } = token.form;
  if (month === undefined) return;
  const numbers = [before, after].filter(
    (near) => near !== undefined && near.form.word === '' && (near.kind === 'number' || near.kind === 'date'),
  );
  if (numbers.length === 0 && verbMonths.has(word) && token.kind !== 'name') return;
  token.keys = [keyOfMonth(month)];
  if (numbers.length > 0) token.kind = 'date';
  for (const near of numbers) near!.kind = 'date';
};

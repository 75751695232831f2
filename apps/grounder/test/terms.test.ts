import { describe, expect, it } from 'vitest';
import { negationsIn } from '../src/negation.ts';
import { termsOf } from '../src/terms.ts';

const kinds = (text: string) =>
  termsOf(text).map(({ start, end, kind }) => `${text.slice(start, end)}:${kind}`);

/** True where some term of one text says the same as some term of the other. */
const meet = (a: string, b: string): boolean => {
  const known = new Set(termsOf(a).flatMap(({ keys }) => keys));
  return termsOf(b).every(({ keys }) => keys.some((key) => known.has(key)));
};

describe('the terms of a text', () => {
  it('are its content words, names, numbers, dates and placeholders', () => {
    expect(kinds('On 5 March 2024 the company paid Robert Boyle 42 euros for <PERSON_1>.')).toEqual([
      '5:date',
      'March:date',
      '2024:date',
      'company:word',
      'paid:word',
      'Robert:name',
      'Boyle:name',
      '42:number',
      'euros:word',
      '<PERSON_1>:placeholder',
    ]);
  });

  it('know a name at a sentence’s start by the name behind it, and behind a title', () => {
    expect(kinds('Robert Boyle and Dr. Hooke')).toEqual(['Robert:name', 'Boyle:name', 'Hooke:name']);
    expect(kinds('Chemistry advanced')).toEqual(['Chemistry:word', 'advanced:word']);
  });

  it.each([
    ['invented', 'inventing'],
    ['companies', 'company'],
    ['payment', 'payments'],
    ['wrote', 'writes'],
    ['creation', 'created'],
    ['1,234', '1234'],
    ['1.234,50', '1,234.50'],
    ['3.5 million', '3,500,000'],
    ['twenty-one', '21'],
    ['two hundred', '200'],
    ['2024-03-05', '5 March 2024'],
    ['U.S.', 'US'],
    ['Café', 'cafe\u0301'],
    ['Boyle’s', 'Boyle'],
  ])('say the same in another form: %s and %s', (a, b) => {
    expect(meet(a, b)).toBe(true);
    expect(meet(b, a)).toBe(true);
  });

  it.each([
    ['42', '43'],
    ['4000123412341234', '4000123412341235'],
    ['3.5 million', '3.5'],
    ['<PERSON_1>', '<PERSON_2>'],
    ['5 March 2024', '5 May 2024'],
    ['news', 'new'],
  ])('differ: %s and %s', (a, b) => {
    expect(meet(a, b)).toBe(false);
  });
});

describe('negations', () => {
  it('are counted in words and contractions', () => {
    expect(negationsIn('It isn’t and never was, without doubt')).toBe(3);
    expect(negationsIn('Not only dogs')).toBe(0);
    expect(negationsIn('A notable knot')).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { tidyNames } from '../src/names/tidy.ts';

const tidied = (text: string, value: string, type: 'PERSON' | 'LOCATION' = 'PERSON'): string[] => {
  const start = text.indexOf(value);
  const name = { type, start, end: start + value.length, probability: 1, evidence: '' };
  return tidyNames(text, [name]).map((found) => text.slice(found.start, found.end));
};

describe('the edges of a name', () => {
  it.each([
    ['leave forms of address out', 'Ask Prof. Dr. Quillon now', 'Prof. Dr. Quillon', ['Quillon']],
    ['leave a possessive out', 'Ysolde’s desk', 'Ysolde’s', ['Ysolde']],
    ['leave punctuation out', '"Ysolde Vanterpool", she said', '"Ysolde Vanterpool",', ['Ysolde Vanterpool']],
    ['take the initials in front along', 'It was J. R. Vanterpool.', 'Vanterpool', ['J. R. Vanterpool']],
    [
      'end with the sentence',
      'We met Imre Szabo. Ysolde left.',
      'Imre Szabo. Ysolde',
      ['Imre Szabo', 'Ysolde'],
    ],
    ['do not end behind an initial', 'M. Rossi left', 'M. Rossi', ['M. Rossi']],
    ['keep a full stop that is a part', 'by Sammy Davis Jr. today', 'Sammy Davis Jr.', ['Sammy Davis Jr.']],
    ['are nowhere in punctuation alone', 'so: "," it is', '","', []],
  ])('%s', (_, text, value, expected) => {
    expect(tidied(text, value)).toEqual(expected);
  });

  it('hold a number only in front of a street', () => {
    const text = 'at 450 Elm Street, or 7';
    const place = (start: number, end: number) =>
      ({ type: 'LOCATION', start, end, probability: 1, evidence: '' }) as const;
    expect(tidyNames(text, [place(3, 6), place(7, 17), place(22, 23)])).toMatchObject([
      { start: 3, end: 6 },
      { start: 7, end: 17 },
    ]);
  });

  it('of a place hold its full stops', () => {
    expect(tidied('at 5 Elm St. Springfield now', '5 Elm St. Springfield', 'LOCATION')).toEqual([
      '5 Elm St. Springfield',
    ]);
  });
});

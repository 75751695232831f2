import { describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { findPersons } from '../src/names/find.ts';
import { recognizers } from '../src/recognizers/all.ts';
import { findWith } from '../src/recognizers/find.ts';

const kilobytes = (text: string, size: number): string =>
  text.repeat(Math.ceil((size * 1000) / text.length)).slice(0, size * 1000);

/** Texts that make a careless expression look at everything again from every place. */
const hostile: Record<string, string> = {
  letters: 'a',
  capitals: 'A',
  digits: '1',
  'digits and spaces': '1 ',
  'digits and hyphens': '123-',
  'digits and points': '12.',
  'long groups of digits': '4111 1111 1111 1112 ',
  colons: 'ab:',
  'at signs': 'a@',
  'local parts': 'a.b-c_d+',
  'unfinished addresses': 'a@b.c-d.',
  'plus signs': '+1(',
  'unfinished numbers': '+1 234 567 890 123 456x',
  schemes: 'http://',
  'closing brackets behind a scheme': 'http://a))))))))',
  'key headers': '-----BEGIN PRIVATE KEY-----',
  tokens: 'eyJaaaaaaaaa.',
  'password labels': 'password: ',
  'password labels without a colon': 'password password1 ',
  'identifier labels': 'employee id number ',
  'birth labels': 'date of birth: ',
  'capitalised words': 'Anna ',
  initials: 'J. ',
  'unknown names': 'Zyx Wvu ',
  titles: 'Dr. ',
  labels: 'Name: ',
  greetings: 'Dear ',
  'house numbers': '12 High ',
  'streets without end': '12 High Upper Long ',
  towns: 'Springfield, IL ',
  'streets of the continent': 'Am Langen ',
  newlines: '\n',
  months: 'January ',
  base58: '1A1zP1eP5QGefi2DMPTfTL5SLmv7Div',
  hexadecimal: '0xabcdef',
  'combining marks': 'e\u0301',
};

describe('time in proportion to the text', () => {
  it.each(Object.entries(hostile))('holds for 100 kB of %s', (_, unit) => {
    const text = kilobytes(unit, 100);
    const started = performance.now();
    analyze(text);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.each(recognizers.map((recognizer) => [recognizer.name, recognizer] as const))(
    'holds for %s: ten times the text takes far less than a hundred times as long',
    (_, recognizer) => {
      for (const [name, unit] of Object.entries(hostile)) {
        expect(
          growth((text) => findWith(recognizer, text), unit),
          name,
        ).toBeLessThan(40);
      }
    },
  );

  it('holds for names', () => {
    for (const [name, unit] of Object.entries(hostile)) {
      expect(growth(findPersons, unit), name).toBeLessThan(40);
    }
  });

  it('holds for a document of many different values', () => {
    const people = Array.from(
      { length: 2500 },
      (_, index) => `user${index}.name@example.com Anna Name${letters(index)}`,
    );
    const started = performance.now();
    analyze(people.join('\n'));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

const letters = (index: number): string =>
  Array.from(String(index), (digit) => 'abcdefghij'[Number(digit)]).join('');

/**
 * How many times as long 100 kB take as 10 kB: 10 where time is linear, 100 where it is quadratic. The best of
 * three tries, since other work on the machine only makes it worse; 1 where there is too little to measure.
 */
const growth = (work: (text: string) => void, unit: string): number => {
  const [short, long] = [kilobytes(unit, 10), kilobytes(unit, 100)];
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && best > 40; attempt += 1) {
    const longMs = timeOf(() => work(long));
    best = longMs < 50 ? 1 : Math.min(best, longMs / timeOf(() => work(short)));
  }
  return best;
};

const timeOf = (work: () => void): number => {
  const started = performance.now();
  work();
  return performance.now() - started;
};

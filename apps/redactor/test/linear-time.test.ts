import { describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { findNames } from '../src/names/find-names.ts';
import { recognizers } from '../src/recognizers/all.ts';
import { findAll } from '../src/recognizers/find.ts';
import type { Recognizer } from '../src/recognizers/recognizer.ts';

const kilobytes = (text: string, size: number): string =>
  text.repeat(Math.ceil((size * 1000) / text.length)).slice(0, Math.floor(size * 1000));

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

/** A run of one kind of character, and what nearly is a value of each kind: made from the expressions themselves. */
const nearMisses: Record<string, string> = {
  mentions: '@ab ',
  users: 'logged in as user ',
  'numbers with several labels': 'passport 123456789 ssn ',
  'numbers without a region': '123 456 782 ',
  'valid international numbers': '+12025550123 ',
  'failing IBANs': 'GB82 WEST 1234 5698 7654 33 ',
  calls: 'call me on ',
  ages: 'I turned ',
  'masked cards': '4111****',
  'letters and digits in turn': 'A1',
  'dotted quads': '1.2.3.4 ',
  'hyphens and zeroes': '0-',
  'underscored words': 'ab_cd_',
  'combining marks without a letter': '\u0301',
  emoji: '\u{1f600}',
  ideographs: '漢字仮名',
  lines: 'a\n',
  tags: '<a>',
  placeholders: '<PERSON_1> ',
  punctuation: '.,;:!?-()[]',
  'an endless word': 'abcdefghij',
  everything: 'Anna 12 < 漢 \u{1f600} J. a@b.de\n',
};

const inputs = { ...hostile, ...nearMisses };

describe('work in proportion to the text', () => {
  it.each(Object.entries(inputs))('holds for the recognizers and %s', (_, unit) => {
    const reading = (size: number) => () => {
      findAll(recognizers, kilobytes(unit, size), { threshold: 0.4 });
    };
    expect(growth(reading(500), reading(62.5))).toBeLessThan(8 * slack);
  });

  it.each(recognizers.map((recognizer) => [recognizer.name, recognizer] as const))(
    'holds for the expressions of %s, looked for everywhere',
    (_, recognizer) => {
      for (const [name, unit] of Object.entries(inputs)) {
        const searching = (size: number) => () => searchAll(recognizer, kilobytes(unit, size));
        expect(growth(searching(100), searching(12.5)), name).toBeLessThan(8 * slack);
      }
    },
  );

  it.each(Object.entries(hostile))('holds for the whole analysis and %s', (_, unit) => {
    const analysing = (size: number) => () => {
      analyze(kilobytes(unit, size));
    };
    expect(growth(analysing(100), analysing(12.5))).toBeLessThan(8 * slack);
  });

  it('holds for names', () => {
    for (const [name, unit] of Object.entries(hostile)) {
      const finding = (size: number) => () => {
        findNames([kilobytes(unit, size)]);
      };
      expect(growth(finding(100), finding(12.5)), name).toBeLessThan(8 * slack);
    }
  });

  it('holds for a document of many different values', () => {
    const document = (count: number) => () => {
      analyze(
        Array.from(
          { length: count },
          (_, index) => `user${index}.name@example.com Anna Name${letters(index)}`,
        ).join('\n'),
      );
    };
    expect(growth(document(2400), document(300))).toBeLessThan(8 * slack);
  });

  it.each([
    ['telephone numbers of one country', (index: number) => `+1 202 555 ${1000 + (index % 9000)}`],
    ['addresses of one network', (index: number) => `10.0.${index >> 8}.${index & 255}`],
    ['people of one family', (index: number) => `Mrs Anna${letters(index)} Kovacs`],
  ])('holds for a document of many %s', (_, value) => {
    const document = (count: number) => () => {
      analyze(Array.from({ length: count }, (_each, index) => `${value(index)} called.`).join('\n'));
    };
    expect(growth(document(8000), document(1000))).toBeLessThan(8 * slack);
  });
});

/**
 * Eight times the text takes eight times as long where time is linear, sixty-four times where it is quadratic.
 * Half of the way from one to the other, on a logarithmic scale, is what other work on the machine may add.
 */
const slack = Math.sqrt(8);

/** Every place where each of the expressions matches, without the windows that a search usually keeps to. */
const searchAll = (recognizer: Recognizer, text: string): void => {
  for (const { regex } of recognizer.patterns) {
    for (const match of text.matchAll(regex)) recognizer.validate?.(match.groups?.value ?? match[0]);
  }
};

const letters = (index: number): string =>
  Array.from(String(index), (digit) => 'abcdefghij'[Number(digit)]).join('');

/** Under this many milliseconds a ratio says more about the clock than about the work. */
const tooShortMs = 40;

/** How many times as long the large work takes as the small one; the best of four tries, 1 where both are short. */
const growth = (large: () => void, small: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4 && best > 8 * slack; attempt += 1) {
    const largeMs = timeOf(large);
    best = largeMs < tooShortMs ? 1 : Math.min(best, largeMs / timeOf(small));
  }
  return best;
};

/** Processor time in milliseconds: what others do on the machine does not count. */
const timeOf = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return Math.max(0.001, (user + system) / 1000);
};

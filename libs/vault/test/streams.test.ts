import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { createRestorer, restore, type VaultEntry } from '../src/index.ts';
import { between, pick } from './random.ts';

const entries: VaultEntry[] = [
  { placeholder: '<PERSON_1>', type: 'PERSON', original: 'Ada Lovelace' },
  { placeholder: '<PERSON_12>', type: 'PERSON', original: 'Žofie 😀 Nováková', beside: '<' },
  { placeholder: '<EMAIL_ADDRESS_1>', type: 'EMAIL_ADDRESS', original: 'a<PERSON_1>@example.com' },
  { placeholder: '<US_SSN_3>', type: 'US_SSN', original: '219-09-9999', beside: '\\' },
];

const answers = [
  'So <PERSON_1>, **<PERSON_12>** and <<PERSON_12>> wrote to <EMAIL_ADDRESS_1> [1].',
  '&lt;PERSON_1&gt; &amp;lt;email address 1&amp;gt; %3cUS_SSN_3%3E \\<US_SSN_3> \\<US\\_SSN\\_3\\> <<PERSON_1>>',
  'PERSON_1s PERSON_1st PERSON_1-2 person_12, [PERSON_1](x) [[us ssn 3]] {{PERSON_1}} <PERSON_1’s> PERSON_1-',
  '＜ＰＥＲＳＯＮ＿１２＞😀<PERSON_12>😀 Ünï PERSON_1é 𝒜PERSON_1 PERSON_1𝒜 <PERSON_99> <URL_1> <PERSON_1',
  `${'<'.repeat(20)}PERSON_1${'>'.repeat(20)}`,
];

const whole = (text: string) => restore(text, entries).text;

const inPieces = (pieces: readonly (string | Uint8Array)[]): string => {
  const restorer = createRestorer(entries);
  return pieces.map((piece) => restorer.push(piece)).join('') + restorer.end();
};

const cutAt = <T extends string | Uint8Array>(text: T, places: readonly number[]): T[] => {
  const sorted = [0, ...places.toSorted((a, b) => a - b), text.length];
  return sorted.slice(1).map((end, index) => text.slice(sorted[index], end) as T);
};

/** What models write and what only looks like it, in any order. */
const fragments = [
  ..."<>[]{}\\_-&;#%*/ \n'’sS1290XPE",
  ...[
    '<PERSON_1>',
    'PERSON_12',
    'person',
    'PERSON',
    '_1',
    'EMAIL_',
    'ADDRESS',
    'US SSN',
    '&lt;',
    '&gt;',
    '%3C',
  ],
  ...[
    '<<',
    '>>',
    '[[',
    ']]',
    '😀',
    '𝒜',
    'é',
    '＜',
    '＞',
    'the answer is ',
    '\ud83d',
    '<FAX_1>',
    '\\u003c',
    '</',
  ],
  // Combining marks, joiners, text from right to left with its marks of direction, lone halves of pairs.
  ...[
    '\u0301',
    '\u200d',
    '\u200b',
    '\ufe0f',
    'שלום',
    'مرحبا',
    '\u202e',
    '\u2067',
    '\u2069',
    '\ude00',
    '\udc9c',
  ],
];

const randomText = (random: () => number): string =>
  Array.from({ length: between(random, 1, 24) }, () => pick(random, fragments)).join('');

describe('an answer that arrives in pieces', () => {
  it.each(answers)('is restored the same in two pieces, cut at any unit or byte: %s', (answer) => {
    const bytes = new TextEncoder().encode(answer);
    for (let at = 0; at <= answer.length; at += 1) expect(inPieces(cutAt(answer, [at]))).toBe(whole(answer));
    for (let at = 0; at <= bytes.length; at += 1) expect(inPieces(cutAt(bytes, [at]))).toBe(whole(answer));
  });

  it.each(answers)('is restored the same in three pieces, cut at any two bytes: %s', (answer) => {
    const bytes = new TextEncoder().encode(answer);
    const expected = whole(answer);
    for (let first = 0; first <= bytes.length; first += 1) {
      for (let second = first; second <= bytes.length; second += 1) {
        if (inPieces(cutAt(bytes, [first, second])) !== expected)
          expect.fail(`cut at ${first} and ${second}`);
      }
    }
  });

  it('is restored the same one unit at a time, and one byte at a time', () => {
    for (const answer of answers) {
      expect(inPieces(answer.split(''))).toBe(whole(answer));
      expect(inPieces(Array.from(new TextEncoder().encode(answer), (byte) => Uint8Array.of(byte)))).toBe(
        whole(answer),
      );
    }
  });

  it('is restored the same for ten thousand random texts, cut at random', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 10_000; round += 1) {
      const text = randomText(random);
      const places = Array.from({ length: between(random, 0, 8) }, () => between(random, 0, text.length));
      expect(inPieces(cutAt(text, places)), JSON.stringify([text, places])).toBe(whole(text));
    }
  });

  it('is restored the same for five hundred random texts, in two pieces cut at every unit and every byte', () => {
    const random = seededRandom(17);
    for (let round = 0; round < 500; round += 1) {
      const text = randomText(random);
      for (let at = 0; at <= text.length; at += 1) {
        if (inPieces(cutAt(text, [at])) !== whole(text)) expect.fail(JSON.stringify([text, 'unit', at]));
      }
      // As bytes a lone half of a pair is a replacement character.
      const wellFormed = text.toWellFormed();
      const bytes = new TextEncoder().encode(wellFormed);
      for (let at = 0; at <= bytes.length; at += 1) {
        if (inPieces(cutAt(bytes, [at])) !== whole(wellFormed))
          expect.fail(JSON.stringify([text, 'byte', at]));
      }
    }
  });

  it('goes out at once, but for an end that may become a placeholder', () => {
    const restorer = createRestorer(entries);
    expect(restorer.push('The answer is P')).toBe('The answer is ');
    expect(restorer.push('aris, where <PERS')).toBe('Paris, where ');
    expect(restorer.push('ON_1>')).toBe('');
    expect(restorer.push(' lives: ')).toBe('Ada Lovelace lives: ');
    expect(restorer.push('a < b ')).toBe('a < b ');
    expect(restorer.end()).toBe('');
  });

  it('holds back a bounded end, whatever comes', () => {
    const restorer = createRestorer(entries);
    const random = seededRandom(7);
    let held = 0;
    for (let round = 0; round < 20_000; round += 1) {
      // Without a number nothing is ever put back, so what went in comes out.
      const piece = pick(random, ['<', 'PERSON', ' ', '_', '*', '\\', 'EMAIL', '-', '[[', '&lt;', 'ADDRESS']);
      held += piece.length - restorer.push(piece).length;
      if (held > 120) expect.fail(`holds ${held} units back`);
    }
    expect(restorer.end().length).toBe(held);
  });

  it('never gives out half of a surrogate pair', () => {
    const restorer = createRestorer(entries);
    expect(restorer.push('\ud83d')).toBe('');
    expect(restorer.push('\ude00!')).toBe('😀!');
  });

  it('counts the placeholders that it has no value for, as the whole text’s restoring does', () => {
    const text = '<PERSON_1> <PERSON_2> <URL_4> [us ssn 9].';
    const restorer = createRestorer(entries);
    for (const unit of text) restorer.push(unit);
    restorer.end();
    expect(restorer.unknown()).toBe(3);
    expect(restore(text, entries).unknown).toBe(3);
  });

  it('takes a long text at once in time that is linear in it', () => {
    const text = '<PERSON_1> '.repeat(100_000);
    const restorer = createRestorer(entries);
    expect(restorer.push(text) + restorer.end()).toBe('Ada Lovelace '.repeat(100_000));
  });
});

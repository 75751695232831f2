import { describe, expect, it } from 'vitest';
import { lexiconOf } from '../src/names/lexicon.ts';
import { readText } from '../src/names/sentence.ts';
import { casing } from '../src/names/words.ts';

const nameOf = (code: number): string | undefined =>
  Object.entries(casing).find(([, value]) => value === code)?.[0];

const casingsOf = (line: string): (string | undefined)[] =>
  readText(line, lexiconOf(new Int32Array(0), new Uint16Array(0))).words.map((word) => nameOf(word.casing));

describe('how a word is capitalised', () => {
  it.each([
    ['Anna', 'capital'],
    ['ANNA', 'upper'],
    ['A', 'initial'],
    ['McDonald', 'mixed'],
    ['iphonE', 'mixed'],
    ['anna', 'lower'],
    ['李', 'caseless'],
    ['李A', 'upper'],
    ['12', 'number'],
    ['A4', 'code'],
    ['#', 'symbol'],
    ['anna@example.org', 'address'],
  ])('is seen of %s', (word, casing) => {
    expect(casingsOf(`Where ${word}`)).toEqual(['capital', casing]);
  });

  it('says nothing in a line of one case', () => {
    expect(casingsOf('ANNA B 李李 12 A4')).toEqual(['lower', 'initial', 'lower', 'number', 'code']);
    expect(casingsOf('anna b 李李 12')).toEqual(['lower', 'initial', 'lower', 'number']);
  });
});

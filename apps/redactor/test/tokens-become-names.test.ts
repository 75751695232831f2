import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { aggregate, mergeWindows } from '../src/backends/ner/aggregate.ts';
import { readLabel } from '../src/backends/ner/labels.ts';
import { placeTokens } from '../src/backends/ner/place-tokens.ts';
import { windowsOf } from '../src/backends/ner/windows.ts';

const placed = (text: string, words: string[]): string[] =>
  placeTokens(text, words).places.map(({ start, end }) => text.slice(start, end));

describe('tokens are found in their text', () => {
  it.each([
    [
      'in small letters and without accents',
      'Zoë MÜLLER-Sørensen',
      ['zoe', 'mull', '##er', '-', 'sørensen'],
      ['Zoë', 'MÜLL', 'ER', '-', 'Sørensen'],
    ],
    [
      'with a mark for the beginning of a word',
      'Anna Kovacs',
      ['▁Anna', '▁Ko', 'vacs'],
      ['Anna', 'Ko', 'vacs'],
    ],
    ['with a blank in front', 'Anna Kovacs', ['Anna', ' Ko', 'vacs'], ['Anna', 'Ko', 'vacs']],
    ['as compatibility forms', 'ﬁne №5', ['fine', 'no', '5'], ['ﬁne', '№', '5']],
    ['with marks that the text has itself', 'item ##5', ['item', '#', '#', '5'], ['item', '#', '#', '5']],
    ['behind characters of two units', '😀 Anna 🏳️ Bo', ['Anna', 'Bo'], ['Anna', 'Bo']],
    ['with accents of their own', 'Zoe\u0308 Lee', ['zoe', 'lee'], ['Zoe\u0308', 'Lee']],
  ])('%s', (_, text, words, expected) => {
    expect(placed(text, words)).toEqual(expected);
  });

  it('and one that is not there has all that lies between its neighbours', () => {
    expect(placed('Mr 김민준 of Seoul', ['mr', '\ufffd', '\ufffd', 'of', 'seoul'])).toEqual([
      'Mr',
      '김민준',
      '김민준',
      'of',
      'Seoul',
    ]);
  });

  it('and it is seen where the tokens end before the text does', () => {
    expect(placeTokens('one two three', ['one', 'two']).isCutOff).toBe(true);
    expect(placeTokens('one two …!', ['one', 'two']).isCutOff).toBe(false);
    expect(placeTokens('three', []).isCutOff).toBe(true);
  });

  it('in any text and any pieces: each token of a text covers its own letters', () => {
    const random = seededRandom(1);
    const alphabet = [...'abcÄé ß😀김,.-#x y\u0301'];
    for (let round = 0; round < 500; round += 1) {
      const text = Array.from({ length: 40 }, () => alphabet[Math.floor(random() * alphabet.length)]).join(
        '',
      );
      const words = [...text.matchAll(/\S+/g)].flatMap(({ 0: run, index }) => {
        const characters = [...run];
        const cut = Math.floor(random() * (characters.length + 1));
        const head = characters.slice(0, cut).join('');
        return [
          { word: head, start: index },
          { word: characters.slice(cut).join(''), start: index + head.length },
        ].filter(({ word }) => /[^\p{M}]/u.test(word));
      });
      const { places, isCutOff } = placeTokens(
        text,
        words.map(({ word }) => word.toLowerCase()),
      );
      expect(isCutOff).toBe(false);
      for (const [at, { word, start }] of words.entries()) {
        // An accent in front of a token belongs to the letter before it.
        const accents = /^\p{M}*/u.exec(word)![0].length;
        expect([text, places[at]!.start]).toEqual([text, start + accents]);
        expect(places[at]!.end).toBeGreaterThanOrEqual(start + word.length);
      }
    }
  });
});

describe('labels of tokens become names', () => {
  const namesIn = (text: string, labelled: [string, string, number?][]): string[] => {
    const { places } = placeTokens(
      text,
      labelled.map(([word]) => word),
    );
    const tokens = labelled.map(([, label, score = 0.9], at) => ({
      ...places[at]!,
      label: readLabel(label, new Map()),
      score,
    }));
    return aggregate(text, tokens).map(
      ({ entity, start, end, score }) => `${entity} ${text.slice(start, end)} ${score.toFixed(2)}`,
    );
  };

  it.each<[string, string, [string, string, number?][], string[]]>([
    [
      'with their further words',
      'Anna Kovacs ran',
      [
        ['Anna', 'B-PER', 0.8],
        ['Kovacs', 'I-PER', 1],
        ['ran', 'O'],
      ],
      ['PERSON Anna Kovacs 0.90'],
    ],
    [
      'two beside each other stay two',
      'Anna Bo',
      [
        ['Anna', 'B-PER'],
        ['Bo', 'B-PER'],
      ],
      ['PERSON Anna 0.90', 'PERSON Bo 0.90'],
    ],
    [
      'a word has a label where a part of it has',
      'Kovacs',
      [
        ['Kov', 'O'],
        ['##acs', 'I-PER'],
      ],
      ['PERSON Kovacs 0.90'],
    ],
    [
      'a hyphen without label joins',
      'Anna-Bo',
      [
        ['Anna', 'B-PER'],
        ['-', 'O'],
        ['Bo', 'I-PER'],
      ],
      ['PERSON Anna-Bo 0.90'],
    ],
    [
      'a given name and a surname are one',
      'Anna Kovacs',
      [
        ['Anna', 'B-FIRSTNAME'],
        ['Kovacs', 'B-LASTNAME'],
      ],
      ['PERSON Anna Kovacs 0.90'],
    ],
    [
      'labels without prefix go on',
      'New York',
      [
        ['New', 'LOC'],
        ['York', 'LOC'],
      ],
      ['LOCATION New York 0.90'],
    ],
    [
      'BIOES and BILOU',
      'A B C',
      [
        ['A', 'S-PER'],
        ['B', 'U-PER'],
        ['C', 'L-PER'],
      ],
      ['PERSON A 0.90', 'PERSON B C 0.90'],
    ],
    [
      'labels without counterpart are none',
      'A B',
      [
        ['A', 'B-MISC'],
        ['B', 'LABEL_3'],
      ],
      [],
    ],
    [
      'scripts without blanks are not one word',
      '在北京见',
      [
        ['在', 'O'],
        ['北', 'B-LOC'],
        ['京', 'I-LOC'],
        ['见', 'O'],
      ],
      ['LOCATION 北京 0.90'],
    ],
  ])('%s', (_, text, tokens, expected) => {
    expect(namesIn(text, tokens)).toEqual(expected);
  });

  it('of windows that overlap the widest counts, with the surer score', () => {
    const span = (start: number, end: number, score: number, entity: 'PERSON' | 'LOCATION' = 'PERSON') => ({
      entity,
      tag: 'X',
      start,
      end,
      score,
    });
    expect(
      mergeWindows([span(0, 4, 0.9), span(0, 9, 0.5), span(2, 3, 0.7, 'LOCATION'), span(9, 12, 1)]),
    ).toEqual([span(0, 9, 0.9), span(2, 3, 0.7, 'LOCATION'), span(9, 12, 1)]);
  });
});

describe('windows', () => {
  it('hold all of a text, overlap, and cut no character and no word where they need not', () => {
    const random = seededRandom(2);
    for (const length of [0, 1, 39, 40, 41, 600, 601, 5000]) {
      const text = Array.from({ length }, () => (random() < 0.15 ? ' ' : random() < 0.2 ? '😀' : 'a'))
        .join('')
        .slice(0, length);
      for (const size of [40, 600]) {
        const windows = windowsOf(text, { start: 0, end: length }, size);
        expect(windows[0]?.start).toBe(0);
        expect(windows.at(-1)?.end).toBe(length);
        for (const [at, { start, end }] of windows.entries()) {
          expect(end - start).toBeLessThanOrEqual(size);
          const next = windows[at + 1];
          if (next === undefined) continue;
          expect(next.start).toBeGreaterThan(start);
          expect(next.start).toBeLessThan(end);
          for (const cut of [end, next.start]) {
            expect(
              /^[\udc00-\udfff]/.test(text.slice(cut)) && /[\ud800-\udbff]$/.test(text.slice(0, cut)),
            ).toBe(false);
          }
        }
      }
    }
  });
});

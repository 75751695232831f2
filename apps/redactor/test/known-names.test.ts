import { describe, expect, it } from 'vitest';
import { FormTable, type KnownForm } from '../src/form-table.ts';
import { hashedWordsOf } from '../src/hashed-words.ts';
import { type KnownPart, occurrencesOfNames } from '../src/known-names.ts';
import { occurrencesOf as occurrencesFrom } from '../src/known-values.ts';
import { nameForms } from '../src/names/forms.ts';
import { withoutOverlaps } from '../src/overlaps.ts';
import type { Finding } from '../src/recognizers/recognizer.ts';
import { randomFrom } from './random.ts';

const words = [
  'Anna',
  'Kovacs',
  'Peter',
  'Smith-Jones',
  "O'Brien",
  'KOVACS',
  'Zawadi',
  'and',
  'Street',
  'J',
  '12',
];
const joints = [' ', ' ', ' ', ', ', '\n', '. ', '-', ' (', "'s ", ',', '  '];

describe('the names of a document', () => {
  it.each([false, true])(
    'are the same whether settled places are looked through or not (covering: %s)',
    (covering) => {
      for (let seed = 1; seed <= 3000; seed += 1) {
        const next = randomFrom(seed);
        const text = Array.from({ length: 14 }, () => pick(words, next) + pick(joints, next)).join('');
        const found = withoutOverlaps(Array.from({ length: 5 }, () => findingIn(text, next)));
        const persons = new Set(found.map(({ start, end }) => text.slice(start, end)));
        const all = occurrencesOf(new FormTable(nameForms([...persons])), text);
        const needed = occurrencesOfNames([part(text, found)], persons, covering)[0]!;
        expect(placesOf(withoutOverlaps([...found, ...needed], covering)), text).toEqual(
          placesOf(withoutOverlaps([...found, ...all], covering)),
        );
      }
    },
  );

  it.each([
    ['with its neighbour', 'Kovacs, Zawadi\nSmith', ['Kovacs', 'Zawadi\nSmith']],
    [
      'as a longer name',
      'Maria Jane\nAnna\nLee left. Then Maria Jane\nAnna.',
      ['Maria Jane\nAnna', 'Anna\nLee'],
    ],
  ])('are looked for in a place that one reaches into from in front, %s', (_, text, names) => {
    const found = names.map((name) =>
      person(text.lastIndexOf(name), text.lastIndexOf(name) + name.length, 0.5),
    );
    const all = occurrencesOf(new FormTable(nameForms(names)), text);
    const needed = occurrencesOfNames([part(text, found)], new Set(names))[0]!;
    expect(placesOf(withoutOverlaps([...found, ...needed]))).toEqual(
      placesOf(withoutOverlaps([...found, ...all])),
    );
  });

  it.each([
    ['a name', 'Anna van Kovacs. Then and Anna van Kovacs', 'and Anna', ['Anna van Kovacs']],
    [
      'a name with its neighbour',
      'Kovacs-Smith, the Zawadi Kovacs-Smith',
      'the Zawadi',
      ['Kovacs-Smith', 'Smith'],
    ],
  ])('are found in %s that another finding reaches into from in front', (_, text, known, names) => {
    const found = [person(text.lastIndexOf(known), text.lastIndexOf(known) + known.length, 0.9)];
    const all = occurrencesOf(new FormTable(nameForms(names)), text);
    const needed = occurrencesOfNames([part(text, found)], new Set(names))[0]!;
    expect(placesOf(withoutOverlaps([...found, ...needed]))).toEqual(
      placesOf(withoutOverlaps([...found, ...all])),
    );
    expect(needed.at(-1)?.end).toBe(text.length);
  });

  it('are looked for only where they may be something else than what is known', () => {
    const text = 'Anna Kovacs\nPeter Smith\nMaria Jones\n';
    const found = [...text.matchAll(/\w+ \w+/g)].map(({ index, 0: name }) =>
      person(index, index + name.length, 0.9),
    );
    const persons = new Set(['Anna Kovacs', 'Peter Smith', 'Maria Jones']);
    expect(occurrencesOfNames([part(text, found)], persons)).toEqual([[]]);
    const [, again] = occurrencesOfNames([part(text, found), part('Kovacs paid.', [])], persons);
    expect(again).toMatchObject([{ start: 0, end: 6 }]);
  });
});

describe('the values of a document', () => {
  it('are the same whether shorter ones that begin where a longer one does are found or not', () => {
    const numbers = ['12', '34', '56', '12', '7'];
    for (let seed = 1; seed <= 3000; seed += 1) {
      const next = randomFrom(seed);
      const text = Array.from({ length: 12 }, () => `${pick(numbers, next)} `).join('');
      const values = new Set(['12', '12 34', '12 34 56', '34 56', '34 56 12']);
      const found = withoutOverlaps(Array.from({ length: 3 }, () => findingIn(text, next)));
      const covering = next(2) === 0;
      const forms = Array.from(values, (value) => licence(value));
      const known = occurrencesOf(new FormTable(forms), text);
      const all = forms.flatMap((form) => occurrencesOf(new FormTable([form]), text));
      expect(known.length).toBeLessThanOrEqual(all.length);
      expect(placesOf(withoutOverlaps([...found, ...known], covering)), text).toEqual(
        placesOf(withoutOverlaps([...found, ...all], covering)),
      );
    }
  });

  it('are found wherever they stand as words of their own, whatever signs are in them', () => {
    const signs = [' ', '-', '.', ', ', '+', ' (', ') ', '/', 'x', 'X', '\n'];
    const numbers = ['12', '34', '5a', '5A', '678'];
    for (let seed = 1; seed <= 2000; seed += 1) {
      const next = randomFrom(seed);
      const some = (count: number): string =>
        Array.from({ length: count }, () => pick(signs, next).repeat(next(2)) + pick(numbers, next)).join('');
      const values = new Set(
        Array.from({ length: 6 }, () => (some(1 + next(3)) + pick(signs, next).repeat(next(2))).trim()),
      );
      const text = Array.from({ length: 6 }, () => pick([...values, some(2)], next) + pick(signs, next)).join(
        '',
      );
      const known = occurrencesOf(new FormTable(Array.from(values, licence)), text);
      const everywhere = [...values].flatMap((value) => placesAlone(text, value));
      expect(placesOf(withoutOverlaps(known)), JSON.stringify([text, ...values])).toEqual(
        placesOf(withoutOverlaps(everywhere)),
      );
    }
  });

  it('are found once where one begins that another begins with', () => {
    const forms = ['12', '12 34', '12 34 56'].map(licence);
    expect(occurrencesOf(new FormTable(forms), 'it is 12 34 56, or 12.')).toMatchObject([
      { start: 6, end: 14 },
      { start: 19, end: 21 },
    ]);
  });
});

/** Where a value stands, but for places where it begins or ends within a word. */
const placesAlone = (text: string, value: string): Finding[] => {
  const found: Finding[] = [];
  const isOfWord = (character = ''): boolean => /[\p{L}\p{N}]/u.test(character);
  for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + 1)) {
    const end = start + value.length;
    const isWithin =
      (isOfWord(text[start - 1]) && isOfWord(text[start])) ||
      (isOfWord(text[end - 1]) && isOfWord(text[end]));
    if (!isWithin) found.push({ ...person(start, end, 0.6), entity: 'US_DRIVER_LICENSE' });
  }
  return found;
};

/** From all of its words on. */
const occurrencesOf = (forms: FormTable, text: string): Finding[] =>
  occurrencesFrom(forms, text, hashedWordsOf(text));

const part = (text: string, found: readonly Finding[]): KnownPart => ({
  text,
  words: hashedWordsOf(text),
  found,
});

const licence = (text: string): KnownForm => ({
  text,
  entity: 'US_DRIVER_LICENSE',
  score: 0.6,
  exact: true,
});

const pick = <T>(list: readonly T[], next: (below: number) => number): T => list[next(list.length)]!;

const person = (start: number, end: number, score: number): Finding => ({
  entity: 'PERSON',
  start,
  end,
  score,
  because: { recognizer: 'Test', pattern: 'Name', originalScore: score },
});

/** One to three words of a text, seldom from the middle of one on. */
const findingIn = (text: string, next: (below: number) => number): Finding => {
  const starts = [...text.matchAll(/[\w']+/g)];
  const first = next(starts.length);
  const last = starts[Math.min(starts.length - 1, first + next(3))]!;
  const start = starts[first]!.index + (next(20) === 0 ? 1 : 0);
  return person(start, last.index + last[0].length, pick([0.4, 0.55, 0.6, 0.7, 0.99], next));
};

const placesOf = (findings: readonly Finding[]): unknown[] =>
  findings.map(({ start, end, score }) => [start, end, score]);

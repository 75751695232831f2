import { seededRandom } from '@rollcall/testing';
import { expect, it } from 'vitest';
import { tagNames } from '../src/names/tagger.ts';
import { decodeWeights } from '../src/names/weights.ts';
import { readWeightsFile } from '../src/weights-file.ts';

const given = ['Anna', 'Omar', 'LENA', 'carlos', 'Mark'];
const surnames = ['Kovacs', "O'Brien", 'SCHMIDT', 'Okafor', 'Street'];
const others = ['met', 'in', 'Paris', 'Name:', '|', '\n', '. ', 'The', 'bank', '12', 'anna', ','];

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

/** Few words in every order: the same words in other surroundings, lines and cases. */
const textOf = (random: () => number): string =>
  Array.from({ length: 40 }, () => pick(random, pick(random, [given, surnames, others]))).join(' ');

it('what the tagger remembers of earlier texts changes nothing that it finds', () => {
  const file = readWeightsFile();
  const experienced = decodeWeights(file);
  const random = seededRandom(7);
  const texts = Array.from({ length: 300 }, () => textOf(random));
  for (const text of texts) tagNames(text, experienced);
  // Weights that were decoded anew begin without memory; a few are enough, since each takes a while.
  for (const text of texts.slice(0, 8)) {
    const fresh = tagNames(text, decodeWeights(file), { explain: true });
    expect(tagNames(text, experienced, { explain: true })).toEqual(fresh);
    expect(fresh.length).toBeGreaterThan(0);
  }
});

it('what the tagger forgets for a long text of words never heard of changes nothing that it finds', () => {
  const file = readWeightsFile();
  const experienced = decodeWeights(file);
  const random = seededRandom(8);
  const syllables = ['ka', 'lo', 'mi', 'ren', 'tu', 'vas', 'zo', 'bel', 'dri', 'fen', 'gor', 'hal'];
  const neverHeardOf = (): string => {
    const word = Array.from({ length: 5 }, () => pick(random, syllables)).join('');
    return word[0]!.toUpperCase() + word.slice(1);
  };
  // Other words in the place of the same, and then more of them than are remembered.
  const long = ['Anna Kovacs', 'Paris Berlin', 'Omar Haddad'].map((pair) =>
    [...Array(2100).fill(pair), ...Array.from({ length: 20_000 }, neverHeardOf)].join(
      ' is at the end of the ',
    ),
  );
  const fresh = long.map((text) => tagNames(text, decodeWeights(file)));
  for (let round = 0; round < 2; round += 1)
    expect(long.map((text) => tagNames(text, experienced))).toEqual(fresh);
  expect(Math.min(...fresh.map(({ length }) => length))).toBeGreaterThan(2000);
});

it('what speaks for a name is said where it is asked for, and the name is the same', () => {
  const weights = decodeWeights(readWeightsFile());
  const text = 'Please ask Maria Schmidt about it.';
  const plain = tagNames(text, weights);
  const explained = tagNames(text, weights, { explain: true });
  expect(explained.map(({ evidence, ...name }) => ({ ...name, evidence: typeof evidence }))).toMatchObject(
    plain.map(({ start, end, type, probability }) => ({ start, end, type, probability, evidence: 'string' })),
  );
  expect(plain.map(({ evidence }) => evidence)).toEqual([undefined]);
});

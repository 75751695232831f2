import { readDocument } from '../../src/document.ts';

/** Words in several forms, stop words, and words that text search takes apart or keeps whole. */
const vocabulary = [
  ...['connect', 'bridge', 'engineer', 'river', 'measure', 'flow', 'wing', 'layer'].flatMap((word) => [
    word,
    `${word}s`,
    `${word}ing`,
    `${word}ed`,
  ]),
  ...[
    'the',
    'of',
    'and',
    'in',
    'state-of-the-art',
    "it's",
    '1990',
    '3.14',
    'a.b@example.org',
    '/usr/lib',
    'Übung',
  ],
  ...Array.from({ length: 60 }, (_, index) => `word${index}`),
];

/** A text of random words: common ones first in the vocabulary's order. */
export const randomText = (random: () => number, words: number): string =>
  Array.from({ length: words }, () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)]).join(' ');

/** A document of one to three passages, with a title or without. */
export const randomDocument = (random: () => number, id: string) => {
  const paragraphs = 1 + Math.floor(random() * 3);
  return readDocument({
    id,
    title: random() < 0.5 ? randomText(random, 1 + Math.floor(random() * 6)) : '',
    text: Array.from({ length: paragraphs }, () => randomText(random, 40 + Math.floor(random() * 60))).join(
      '\n\n',
    ),
    metadata: { parity: Math.floor(random() * 2), kind: random() < 0.3 ? 'rare' : 'common' },
  });
};

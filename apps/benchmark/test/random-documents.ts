import { seededRandom } from '@rollcall/testing';
import type { Ingestible } from '../src/ingest/source.ts';

/** Words whose frequencies fall off as in a language: few are common, most are rare. */
const words = (random: () => number, count: number, vocabulary = 3000): string =>
  Array.from({ length: count }, () => `w${Math.floor(vocabulary ** random())}x`).join(' ');

/** Documents of one to four paragraphs of made-up words, the same ones for the same seed. */
export const randomDocuments = (seed: number, count: number): Ingestible[] => {
  const random = seededRandom(seed + 0x9e3779b9);
  return Array.from({ length: count }, (_, index) => ({
    id: `document-${index}`,
    title: words(random, 3),
    text: Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      words(random, 40 + Math.floor(random() * 90)),
    ).join('\n\n'),
    metadata: { year: 1950 + Math.floor(random() * 70) },
  }));
};

/** Questions of common words: most passages have some of them, each in its own way, and no two score the same. */
export const randomQuestions = (seed: number, count: number): string[] => {
  const random = seededRandom(seed + 0x9e3779b9);
  return Array.from({ length: count }, () => words(random, 12, 300));
};

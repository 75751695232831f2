import { seededRandom } from '@rollcall/testing';

/** A generated passage; as a document it is sent as it is. */
export type BenchPassage = { id: string; title: string; text: string };

/** Every other word of English prose is one of these; all are stop words of Postgres' `english`. */
const functionWords =
  'the of and to in is that for it as was with be by on not he his but at are this have from or had an they which you'.split(
    ' ',
  );

const onsets = [
  'b',
  'br',
  'c',
  'cl',
  'd',
  'f',
  'gr',
  'l',
  'm',
  'n',
  'p',
  'pr',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
];
const nuclei = ['a', 'e', 'i', 'o', 'u', 'ea', 'io', 'ou'];
const codas = ['', 'l', 'm', 'n', 'nd', 'r', 'rt', 's', 'st', 't', 'x'];
const endings = ['', '', '', 's', 'ed', 'ing', 'ation', 'ly'];

/** Words that no language has, each of two or three syllables. */
const stems = 30_000;

const stemOf = (rank: number): string => {
  const random = seededRandom(rank + 1);
  const pick = (list: string[]): string => list[Math.floor(random() * list.length)] as string;
  const syllables = 2 + (rank % 2);
  return Array.from({ length: syllables }, () => pick(onsets) + pick(nuclei) + pick(codas)).join('');
};

/**
 * Texts of words whose frequencies fall with their rank as in real prose (Zipf), half of them stop words, in
 * several forms: some 105 words and 50 different lexemes a passage.
 */
export const createProse = (seed: number) => {
  const random = seededRandom(seed);
  const words = Array.from({ length: stems }, (_, rank) => stemOf(rank));
  // The inverse of Zipf's cumulative distribution, with the usual shift that flattens its top (Mandelbrot).
  const contentWord = (): string => {
    const rank = Math.min(stems - 1, Math.floor(40 * ((1 + stems / 40) ** random() - 1)));
    const ending = endings[Math.floor(random() * endings.length)] as string;
    return `${words[rank]}${ending}`;
  };
  const word = (): string =>
    random() < 0.45
      ? (functionWords[Math.floor(random() ** 2 * functionWords.length)] as string)
      : contentWord();
  const sentence = (): string => {
    const text = Array.from({ length: 8 + Math.floor(random() * 18) }, word).join(' ');
    return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
  };
  const passage = (id: string): BenchPassage => {
    const title = random() < 0.7 ? Array.from({ length: 2 + Math.floor(random() * 6) }, word).join(' ') : '';
    return { id, title, text: Array.from({ length: 6 }, sentence).join(' ') };
  };
  /** A question of 5 to 14 words, half of them from a passage, as users ask for what they have in mind. */
  const question = (about: BenchPassage): string => {
    const known = about.text.split(' ');
    const length = 5 + Math.floor(random() * 10);
    return Array.from({ length }, () =>
      random() < 0.5 ? (known[Math.floor(random() * known.length)] as string) : word(),
    ).join(' ');
  };
  return { passage, question };
};

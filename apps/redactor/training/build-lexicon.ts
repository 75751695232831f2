import { readFileSync } from 'node:fs';
import { hashOf } from '../src/names/hashing.ts';
import { listBits, listed } from '../src/names/lexicon.ts';

const files: Readonly<Record<string, number>> = {
  'given.txt': listed.given,
  'surnames.txt': listed.surname,
  'rare-surnames.txt': listed.rareSurname,
  'towns.txt': listed.town,
  'words-of-towns.txt': listed.partOfTown,
  'regions.txt': listed.region,
  'titles.txt': listed.title,
  'streets.txt': listed.street,
  'organisations.txt': listed.organisation,
};

/** A lexicon of the lists in `lists/` and of how words are written; see `Lexicon`. */
export const buildLexicon = (
  classes: ReadonlyMap<number, number>,
): { words: Int32Array; answers: Uint16Array } => {
  const answers = new Map<number, number>();
  const add = (word: number, bits: number): void => {
    answers.set(word, (answers.get(word) ?? 0) | bits);
  };
  for (const [file, bit] of Object.entries(files)) {
    const list = readFileSync(new URL(`lists/${file}`, import.meta.url), 'utf8');
    for (const word of list.split('\n')) if (word !== '') add(hashOf(word), bit);
  }
  for (const [word, bits] of classes) add(word, bits << listBits);
  const words = Int32Array.from(answers.keys()).sort();
  return { words, answers: Uint16Array.from(words, (word) => answers.get(word)!) };
};

import { areAntonyms, areSynonyms, cosine, rarityAt } from './lexicon.ts';
import type { Word } from './terms.ts';

/** What a synonym counts beside the word itself. */
const synonym = 0.9;
/** Cosines up to this are chance. */
const chance = 0.45;
/** What a word counts that begins alike: `German` and `Germany`. */
const sameBeginning = 0.8;
/** What a number counts that rounds to the other one, and how near it must be for that. */
const rounds = 0.7;
const nearby = 0.01;

const isFact = ({ kind }: Word): boolean => kind === 'number' || kind === 'date' || kind === 'placeholder';

/**
 * How much of one word another one says, 0 to 1, where they are not the same word: synonyms, forms of one
 * root, words that are used alike, numbers that round to each other. Opposites say nothing of each other.
 */
export const saysAlike = (a: Word, b: Word): number => {
  if (isFact(a) || isFact(b))
    return a.kind === 'number' && b.kind === 'number' && roundAlike(a, b) ? rounds : 0;
  if (beginAlike(a.plain, b.plain)) return sameBeginning;
  if (a.kind === 'name' && b.kind === 'name') return 0;
  const [one, other] = [a.place, b.place];
  if (one < 0 || other < 0 || areAntonyms(one, other)) return 0;
  if (areSynonyms(one, other)) return synonym;
  return Math.max(0, (cosine(one, other) - chance) / (1 - chance));
};

/** The best that any content word of a list says of a word. */
export const bestAlike = (word: Word, others: readonly Word[]): number => {
  let best = 0;
  for (const other of others) {
    if (!other.content) continue;
    best = Math.max(best, saysAlike(word, other));
    if (best >= synonym) break;
  }
  return best;
};

/** True for two words of which WordNet says that they are opposites. */
export const areOpposite = (a: Word, b: Word): boolean => areAntonyms(a.place, b.place);

/** How rare a word is in English, 0 for the commonest to 1 for one that the lexicon does not have. */
export const rarityOf = (word: Word): number => rarityAt(word.place);

const beginAlike = (a: string, b: string): boolean => {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length > 1 && long === `${short}s`) return true;
  if (short.length < 4 || long.length - short.length > 5) return false;
  let shared = 0;
  while (shared < short.length && a.charCodeAt(shared) === b.charCodeAt(shared)) shared += 1;
  return shared >= 4 && shared >= 0.7 * long.length;
};

const roundAlike = (a: Word, b: Word): boolean => {
  const [one, other] = [a, b].map(({ keys: [key] }) => Number(key.slice(1)));
  return one! > 100 && Math.abs(one! - other!) <= nearby * Math.max(one!, other!);
};

import { everydayWords } from './everyday-words.ts';
import type { Token } from './tokens.ts';

/** What people do: after two capitalised words it makes them a person. */
const personVerbs = new Set(
  `said says told asked replied wrote writes explained confirmed reported requested complained stated argued lives
  lived works worked moved married died born retired resigned joined graduated studied grew called emailed phoned
  visited signed agreed admitted denied presented complains suffers underwent attended arrived thanked apologised
  apologized purchased ordered booked rented shouted spent talked listed`.split(/\s+/),
);

/** What stands in front of people: "by X Y", "called X Y". */
const beforePersons = new Set(
  'by with named called nicknamed add under told asked thanks meet met than said and or partner’s'.split(' '),
);

/** Endings of English nouns and adjectives that are no names: "Machine Learning", "Payment Terms". */
const everydayEnding =
  /(?:ings?|tions?|sions?|ments?|ness|ity|ities|ical|ology|ics|ships?|able|ible|ous|ive|ism|ally|less|ful)$/;

/** Followed by an age, a pronoun, an address in brackets or letters after a name. */
const apposition =
  /^(?:,? (?:aged? )?\d{1,2}(?:,| years| year-old|\))|,? \((?:born|b\.|he|she|they|age|aged|dob|\d{1,2}\b|\d{4}[–-])|,? (?:PhD|MD|M\.D\.|Ph\.D\.|Esq|RN|CPA|JD|Jr|Sr|DDS|MBA)\b| ?[<([][\w.+-]{1,64}@)/i;

/**
 * Two or three capitalised words that no list knows are a person more often than anything else, and a name
 * that is overlooked costs more than a product that is masked: its placeholder is restored. Just over the
 * usual threshold, so that a deployment which raises it to 0.45 is rid of them.
 */
const unknownPair = 0.42;

/** True for a word that headings write with a capital. */
export const isEveryday = ({ lower }: Token): boolean =>
  everydayWords.has(lower) || everydayEnding.test(lower);

/** Two capitalised words of no list, and what stands around them. */
export type Surroundings = {
  text: string;
  words: readonly Token[];
  previous: Token | undefined;
  next: Token | undefined;
};

/** How sure the surroundings of a run make that it is a person, from 0 to 1; 0 where they say nothing. */
export const evidenceAround = ({ text, words, previous, next }: Surroundings): number => {
  const end = words.at(-1)!.end;
  if (apposition.test(text.slice(end, end + 80))) return 0.8;
  if (words.some(isEveryday)) return 0;
  if (next !== undefined && text.slice(end, next.start) === ' ' && personVerbs.has(next.lower)) return 0.55;
  // Letters that English does not use, where nothing points at a place.
  const pointsAtPlace =
    previous !== undefined && /^(?:in|at|near|from|to|of|the|around)$/.test(previous.lower);
  if (!pointsAtPlace && words.some((word) => /[^a-z'’-]/.test(word.lower))) return 0.5;
  const follows = previous !== undefined && text.slice(previous.end, words[0]!.start) === ' ';
  if (follows && previous.shape === 'lower' && beforePersons.has(previous.lower)) return 0.45;
  return previous?.lower === 'the' ? 0 : unknownPair;
};

/**
 * The names that the local parts of a text's e-mail addresses spell: `anna.kovacs@`, `akovacs@`,
 * `annakovacs@`. Two capitalised words that an address repeats are its owner.
 */
export const addressees = (text: string): ReadonlySet<string> => {
  const spelled = new Set<string>();
  for (const match of text.matchAll(/(?<![\w.+-])[a-z][\w.+-]{2,63}(?=@)/gi)) {
    spelled.add(match[0].toLowerCase().replace(/[^a-z]/g, ''));
  }
  return spelled;
};

/** True where one of the addresses is made of this given name and surname. */
export const ownsAddress = (spelled: ReadonlySet<string>, given: Token, family: Token): boolean => {
  if (spelled.size === 0) return false;
  const first = plain(given);
  const last = plain(family);
  return [first + last, last + first, (first[0] ?? '') + last, first + (last[0] ?? '')].some((form) =>
    spelled.has(form),
  );
};

const plain = (token: Token): string => token.lower.normalize('NFD').replace(/[^a-z]/g, '');

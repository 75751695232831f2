import { mix } from './hashing.ts';
import { placeInRun } from './known-rows.ts';
import { listBits } from './lexicon.ts';
import { type Reading, wordAt } from './sentence.ts';
import { casing, type Word } from './words.ts';

/** Most features of one token. */
export const mostFeatures = 96;

/** Says of every feature that it may be known; see `Weights.present`. */
const allPresent = Int32Array.of(-1);

/** Collects the features of one token: hashes, and the template that each is of. */
export class FeatureList {
  readonly #present: Int32Array;
  readonly hashes = new Int32Array(mostFeatures);
  readonly templates = new Uint8Array(mostFeatures);
  count = 0;
  #salt = 0;

  /** @param present see `Weights.present`; without it all features are collected */
  constructor(present: Int32Array = allPresent) {
    this.#present = present;
  }

  /** Begins a new token; what is said of text in one case is another feature than the same of mixed text. */
  begin(oneCase: number): void {
    this.count = 0;
    this.#salt = oneCase * 1009;
  }

  /** Adds a feature as the value that its template has: small, so that it costs no call. */
  add(template: number, value: number): void {
    const { count } = this;
    this.hashes[count] = value;
    this.templates[count] = template;
    this.count = count + 1;
  }

  /** Makes hashes of what was added, and leaves those that may be known. */
  end(): void {
    const { hashes, templates, count } = this;
    const present = this.#present;
    const salt = this.#salt;
    const mask = present.length * 32 - 1;
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const template = templates[at]!;
      const hash = mix(hashes[at]!, template + salt);
      const bit = hash & mask;
      hashes[kept] = hash;
      templates[kept] = template;
      // No branch, so that the next ones are under way while this one is looked up. The shift is by the lowest five bits.
      kept += (present[bit >>> 5]! >>> bit) & 1;
    }
    this.count = kept;
  }
}

/** Templates that know the very word: those that training leaves out now and then. */
export const isLexical = (template: number): boolean => template < 10;

/** Kinds of evidence, in words for a reader. */
export const kindsOfEvidence = [
  'The word itself',
  'Its spelling',
  'Lists of names and words',
  'The label in front',
  'How the text writes it elsewhere',
  'Its place in the line',
  'The words around it',
] as const;

/** Which of the kinds a template is of. */
export const evidenceOf = (template: number): number => {
  if (template < 4) return 0;
  if (template < 19 || template === 20) return 1;
  if (template < 23 || template === 76 || template === 77) return 2;
  if (template === 65) return 3;
  if (template === 74) return 4;
  return template >= 62 && template <= 64 ? 5 : 6;
};

/** Where a word stands, seen from the token that its features speak about. */
export const places = { own: 0, previous: 1, next: 2, beforePrevious: 3, afterNext: 4 } as const;

/** How many places there are. */
export const placeCount = 5;

/** What a word by itself says about the token that it stands at, or beside. */
export const addWord = (word: Word, place: number, list: FeatureList): void => {
  if (place === places.own) addOwn(word, list);
  else if (place === places.previous) addNeighbour(word, 30, list);
  else if (place === places.next) addNeighbour(word, 36, list);
  else addFar(word, place === places.beforePrevious ? 42 : 45, list);
};

/** The word at each place around a token. */
export const wordsAround = (reading: Reading, index: number): Word[] => [
  wordAt(reading, index),
  wordAt(reading, index - 1),
  wordAt(reading, index + 1),
  wordAt(reading, index - 2),
  wordAt(reading, index + 2),
];

/** All features of one token in its surroundings. */
export const collect = (reading: Reading, index: number, list: FeatureList): void => {
  list.begin(reading.oneCase[index]!);
  for (const [place, word] of wordsAround(reading, index).entries()) addWord(word, place, list);
  addSurroundings(reading, index, list);
  list.end();
};

/** What several words together, the line and the text say about a token: all of it is in the hashes of `KnownRows`. */
export const addSurroundings = (reading: Reading, index: number, list: FeatureList): void => {
  const word = wordAt(reading, index);
  const previous = wordAt(reading, index - 1);
  const next = wordAt(reading, index + 1);
  const beforePrevious = wordAt(reading, index - 2);
  const afterNext = wordAt(reading, index + 2);
  const cased = word.casing;
  const withPrevious = mix(previous.lower, cased);
  const withNext = mix(next.lower, cased);
  const around = mix(mix(previous.casing, cased), next.casing);
  list.add(50, around);
  list.add(51, mix(mix(around, beforePrevious.casing), afterNext.casing));
  list.add(52, withPrevious);
  list.add(53, withNext);
  list.add(54, mix(previous.lower, word.lexicon));
  list.add(55, mix(next.lower, word.lexicon));
  list.add(56, mix(mix(previous.lexicon, word.lexicon), previous.casing));
  list.add(57, mix(mix(next.lexicon, word.lexicon), next.casing));
  list.add(58, mix(withPrevious, beforePrevious.lower));
  list.add(59, mix(withNext, afterNext.lower));
  list.add(60, mix(withPrevious, next.lower));
  list.add(2, mix(previous.lower, word.lower));
  list.add(3, mix(word.lower, next.lower));
  list.add(61, mix(mix(previous.lexicon, word.lexicon), next.lexicon));
  const begins = reading.begins[index]!;
  list.add(62, mix(begins, cased));
  list.add(63, mix(mix(begins, cased), word.lexicon));
  const line = reading.line[index]!;
  list.add(64, mix(line, cased));
  list.add(65, mix(reading.label[index]!, cased));
  if (cased >= casing.capital && cased <= casing.mixed) addRun(reading, index, list);
};

/** What the run of capitalised words around a token says, and the text elsewhere. */
const addRun = (reading: Reading, index: number, list: FeatureList): void => {
  const word = wordAt(reading, index);
  const before = reading.before[index]!;
  const after = reading.after[index]!;
  const wordBefore = wordAt(reading, before);
  const wordAfter = wordAt(reading, after);
  const place = placeInRun(index - before, after - index);
  list.add(66, wordBefore.lower);
  list.add(67, wordAfter.lower);
  list.add(68, place);
  list.add(69, mix(wordBefore.lower, wordAfter.lower));
  list.add(70, mix(wordBefore.lower, place));
  list.add(71, mix(wordAfter.lower, place));
  list.add(72, mix(wordAt(reading, before - 1).lower, wordBefore.lower));
  list.add(73, mix(wordAfter.lower, wordAt(reading, after + 1).lower));
  list.add(74, mix(mix(reading.memory.get(word.lower) ?? 0, reading.begins[index]!), word.casing));
  const last = wordAt(reading, after - 1);
  list.add(75, last.suffix3);
  list.add(76, mix(last.lexicon, word.lexicon));
  list.add(77, wordAt(reading, before + 1).lexicon);
  list.add(78, last.lower);
};

const addOwn = (word: Word, list: FeatureList): void => {
  const { casing: cased, lexicon } = word;
  list.add(0, word.lower);
  list.add(1, mix(word.lower, cased));
  list.add(4, word.suffix4);
  list.add(11, 0);
  list.add(12, word.shape);
  list.add(13, word.prefix2);
  list.add(14, word.prefix3);
  list.add(15, word.suffix1);
  list.add(16, word.suffix2);
  list.add(17, word.suffix3);
  list.add(18, mix(cased, Math.min(word.length, 12)));
  list.add(19, mix(lexicon, cased));
  list.add(20, mix(word.suffix2, cased));
  for (let bit = 0; bit < listBits; bit += 1) {
    if (lexicon & (1 << bit)) list.add(21, mix(bit, cased));
  }
  list.add(22, mix(lexicon >> listBits, cased));
};

const addNeighbour = (word: Word, first: number, list: FeatureList): void => {
  list.add(first, word.lower);
  list.add(first + 1, word.shape);
  list.add(first + 2, word.suffix3);
  list.add(first + 3, mix(word.lexicon, word.casing));
};

const addFar = (word: Word, first: number, list: FeatureList): void => {
  list.add(first, word.lower);
  list.add(first + 1, mix(word.lexicon, word.casing));
};

/** What lists say about a word, as bits; 0 for a word of no list. */
export type Lexicon = {
  /** By the hash of the word in small letters (`hashOf`). */
  find(word: number): number;
};

/** The bits of a lexicon's answer. */
export const listed = {
  given: 1,
  surname: 2,
  rareSurname: 4,
  town: 8,
  /** A word of a town's name of several words. */
  partOfTown: 16,
  /** A word of a country's or a region's name. */
  region: 32,
  /** Mr, Dr. */
  title: 64,
  /** Street, Avenue. */
  street: 128,
  /** Inc, GmbH, University. */
  organisation: 256,
} as const;

/** How many bits of an answer are lists; the rest says how often the word begins with a capital inside sentences. */
export const listBits = 9;

/** At most seven in ten are taken: a word is looked up once for all the texts that it stands in. */
const slotsFor = (entries: number): number => {
  let slots = 16;
  while (7 * slots < 10 * entries) slots *= 2;
  return slots;
};

/** A lexicon of hashes and answers: open addressing in two typed arrays. */
export const lexiconOf = (words: Int32Array, answers: Uint16Array): Lexicon => {
  const slots = slotsFor(words.length);
  const keys = new Int32Array(slots);
  const values = new Uint16Array(slots);
  for (let entry = 0; entry < words.length; entry += 1) {
    let slot = words[entry]! & (slots - 1);
    while (values[slot] !== 0 && keys[slot] !== words[entry]) slot = (slot + 1) & (slots - 1);
    keys[slot] = words[entry]!;
    values[slot] = answers[entry]!;
  }
  return {
    find: (word) => {
      let slot = word & (slots - 1);
      while (values[slot] !== 0) {
        if (keys[slot] === word) return values[slot]!;
        slot = (slot + 1) & (slots - 1);
      }
      return 0;
    },
  };
};

/** True for an answer of a word that hardly ever begins with a capital inside a sentence. */
export const isEverydayWord = (answer: number): boolean => {
  const statistics = answer >> listBits;
  return statistics !== 0 && (statistics - 1) % steps < mostlySmall;
};

/** Steps of the share of capitals in the statistics of a word, and the first of half of them and more. */
const steps = 6;
const mostlySmall = 2;
const mostlyCapital = 3;

/** True for an answer of a given name that is no everyday word as well: "maria", not "mark". */
export const isOnlyGivenName = (answer: number): boolean => {
  const statistics = answer >> listBits;
  return (answer & listed.given) !== 0 && (statistics === 0 || (statistics - 1) % steps >= mostlyCapital);
};

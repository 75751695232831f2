/** One word of a question, at its place. Ids are the caller's; -1 means that no passage of the collection has it. */
export type AskedWord = {
  /** The word's id: its own form, as the `simple` configuration gives it. */
  word: number;
  /** Its lexeme's id in the collection's language; -1 for a stop word too. */
  lexeme: number;
};

/** What the collection knows about words. Scores depend on no id, only on which ids are equal. */
export type Lexicon = {
  /** By word: the id of its lexeme, -1 for a stop word. */
  lexemeOf: Int32Array;
  /** A lexeme's idf in units (`idfUnits`). */
  idf(lexeme: number): number;
};

/**
 * A question as the second look reads it. Its distinct lexemes are numbered from 0 in the order in which they
 * are asked, and so are its distinct words, stop words among them.
 */
export type Question = {
  /** Lexeme -> its number. */
  lexemes: Map<number, number>;
  /** By number of a lexeme: its idf in units, and how often it is asked. */
  idf: Float64Array;
  times: Float64Array;
  /** The sum of `idf * times`: what the whole question weighs, in units. */
  weight: number;
  /** Word -> its number. */
  words: Map<number, number>;
  /** Two neighbouring words, as `pairKey` of their numbers -> the pair's number. */
  pairs: Map<number, number>;
  /** By number of a pair: the larger idf of its lexemes, in units. A pair of stop words is none. */
  pairIdf: Float64Array;
};

/** `asked` holds the question's words in their order, one entry a position. */
export const readQuestion = (asked: AskedWord[], lexicon: Lexicon): Question => {
  const lexemes = new Map<number, number>();
  const words = new Map<number, number>();
  const times: number[] = [];
  for (const { word, lexeme } of asked) {
    if (word >= 0 && !words.has(word)) words.set(word, words.size);
    if (lexeme < 0) continue;
    const number = lexemes.get(lexeme) ?? lexemes.size;
    lexemes.set(lexeme, number);
    times[number] = (times[number] ?? 0) + 1;
  }
  const idf = Float64Array.from(lexemes.keys(), (lexeme) => lexicon.idf(lexeme));
  const weight = idf.reduce((sum, each, number) => sum + each * (times[number] ?? 0), 0);
  const idfAt = ({ lexeme }: AskedWord): number => idf[lexemes.get(lexeme) ?? -1] ?? 0;

  const pairs = new Map<number, number>();
  const pairIdf: number[] = [];
  for (const [place, second] of asked.entries()) {
    const first = asked[place - 1];
    if (first === undefined || first.word < 0 || second.word < 0) continue;
    const heavier = Math.max(idfAt(first), idfAt(second));
    const key = pairKey(words.get(first.word) ?? 0, words.get(second.word) ?? 0);
    if (heavier === 0 || pairs.has(key)) continue;
    pairs.set(key, pairs.size);
    pairIdf.push(heavier);
  }
  return {
    lexemes,
    idf,
    times: Float64Array.from(times),
    weight,
    words,
    pairs,
    pairIdf: Float64Array.from(pairIdf),
  };
};

/** More words than a question may have. */
const mostWords = 2 ** 20;

/** One number for two words' numbers, by their order. */
export const pairKey = (first: number, second: number): number => first * mostWords + second;

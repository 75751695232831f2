import { Numbered } from './numbered.ts';

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

/** A question as the second look reads it. */
export type Question = {
  lexemes: Numbered;
  /** By a lexeme's number: its idf in units, and how often it is asked. */
  idf: Float64Array;
  times: Float64Array;
  /** The sum of `idf * times`: what the whole question weighs, in units. */
  weight: number;
  /** Stop words are among them. */
  words: Numbered;
  /** Neighbouring words, as `pairKey` of their numbers. A pair of stop words is none. */
  pairs: Numbered;
  /** By a pair's number: the larger idf of its lexemes, in units. */
  pairIdf: Float64Array;
};

/** `asked` holds the question's words in their order, one entry a position. */
export const readQuestion = (asked: AskedWord[], lexicon: Lexicon): Question => {
  const lexemes = new Numbered();
  const words = new Numbered();
  const times: number[] = [];
  for (const { word, lexeme } of asked) {
    if (word >= 0) words.add(word);
    if (lexeme < 0) continue;
    const number = lexemes.add(lexeme);
    times[number] = (times[number] ?? 0) + 1;
  }
  const idf = Float64Array.from(lexemes.ids(), (lexeme) => lexicon.idf(lexeme));
  const weight = idf.reduce((sum, each, number) => sum + each * (times[number] ?? 0), 0);
  const idfAt = ({ lexeme }: AskedWord): number => idf[lexemes.of(lexeme)] ?? 0;

  const pairs = new Numbered();
  const pairIdf: number[] = [];
  for (const [place, second] of asked.entries()) {
    const first = asked[place - 1];
    if (first === undefined || first.word < 0 || second.word < 0) continue;
    const heavier = Math.max(idfAt(first), idfAt(second));
    if (heavier === 0) continue;
    pairIdf[pairs.add(pairKey(words.of(first.word), words.of(second.word)))] = heavier;
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

/** More words than a question can have: what is looked up of one has 20,000 characters. */
const mostWords = 65_536;

/** One number for the numbers of two words. */
export const pairKey = (first: number, second: number): number => first * mostWords + second;

/** The two numbers again. */
export const splitPair = (key: number): [number, number] => [Math.floor(key / mostWords), key % mostWords];

import { Numbered } from './numbered.ts';
import { parameters } from './parameters.ts';

/** A lexeme of the question that the collection has. Ids are the caller's: scores depend only on which are equal. */
export type AskedTerm = {
  /** The lexeme's id. */
  lexeme: number;
  /** Where the question says it; it counts as often. */
  positions: readonly number[];
  /** Ids of the lexeme's forms (it with a word that became it) whose word is the question's own. */
  ownForms: readonly number[];
  /** Ids of its other forms. */
  otherForms: readonly number[];
};

/** What the collection knows about words. */
export type Lexicon = {
  /** The id of a form's lexeme. */
  lexemeOf(form: number): number;
  /** A lexeme's idf in units (`idfUnits`). */
  idf(lexeme: number): number;
};

/** A question as the second look reads it: its lexemes by number, from 0. */
export type Asked = {
  lexemes: Numbered;
  /** By a lexeme's number: its idf in units, and how often it is asked. */
  idf: Float64Array;
  times: Float64Array;
  /** The sum of `idf * times`: what the whole question weighs, in units. */
  weight: number;
  /** Forms of these lexemes. By a form's number: its lexeme's, and whether its word is the question's own. */
  forms: Numbered;
  lexemeOfForm: number[];
  isOwnForm: boolean[];
  /** Neighbouring lexemes of the question, stop words left out, as `pairKey`. */
  pairs: Numbered;
  /** By a pair's number: the larger idf of the two, in units. */
  pairIdf: number[];
};

export const weighTerms = (terms: readonly AskedTerm[], lexicon: Lexicon): Asked => {
  const lexemes = new Numbered();
  const forms = new Numbered();
  const lexemeOfForm: number[] = [];
  const isOwnForm: boolean[] = [];
  for (const term of terms) {
    const lexeme = lexemes.add(term.lexeme);
    const add = (form: number, isOwn: boolean): void => {
      const number = forms.add(form);
      lexemeOfForm[number] = lexeme;
      isOwnForm[number] = isOwn;
    };
    for (const form of term.ownForms) add(form, true);
    for (const form of term.otherForms) add(form, false);
  }
  const idf = Float64Array.from(terms, ({ lexeme }) => lexicon.idf(lexeme));
  const times = Float64Array.from(terms, ({ positions }) => positions.length);
  const weight = idf.reduce((sum, each, number) => sum + each * (times[number] as number), 0);

  const pairs = new Numbered();
  const pairIdf: number[] = [];
  const inOrder = terms
    .flatMap(({ positions }, lexeme) => positions.map((position) => ({ position, lexeme })))
    .sort((a, b) => a.position - b.position || a.lexeme - b.lexeme);
  for (const [place, second] of inOrder.entries()) {
    const first = inOrder[place - 1];
    if (first === undefined || first.lexeme === second.lexeme) continue;
    const distance = second.position - first.position;
    if (distance === 0 || distance > parameters.pairs.distance) continue;
    const number = pairs.add(pairKey(first.lexeme, second.lexeme, distance));
    pairIdf[number] = Math.max(idf[first.lexeme] as number, idf[second.lexeme] as number);
  }
  return { lexemes, idf, times, weight, forms, lexemeOfForm, isOwnForm, pairs, pairIdf };
};

/** More lexemes than a question can have: what is looked up of one has 20,000 characters. */
const mostLexemes = 65_536;

/** One number for the numbers of two lexemes and how many positions the second stands after the first. */
export const pairKey = (first: number, second: number, distance: number): number =>
  (distance * mostLexemes + first) * mostLexemes + second;

/** The numbers of the two lexemes again. */
export const splitPair = (key: number): [number, number] => [
  Math.floor(key / mostLexemes) % mostLexemes,
  key % mostLexemes,
];

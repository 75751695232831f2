import { type Asked, type AskedTerm, type Lexicon, weighTerms } from '../../src/ranking/asked.ts';
import type { Candidate, Tokens } from '../../src/ranking/candidate.ts';

/** How a word is written down here: its lexeme, and after a slash the form that it has, as in `wing/s`. */
const lexemeOf = (written: string): string => written.split('/')[0] as string;

const isStopWord = (written: string): boolean => written === '-';

/** Numbers words as a collection does: forms and lexemes have ids of their own. */
export type TestCollection = {
  lexicon: Lexicon;
  nameOf(lexeme: number): string;
  tokens(text: string): Tokens;
  /** The question's terms as the index gives them; a lexeme that no passage has is left out. */
  terms(question: string): AskedTerm[];
};

/** Every lexeme has the idf 1 unless `idf` says otherwise, in points. `firstId` shifts all ids. */
export const createCollection = (idf: Record<string, number> = {}, firstId = 1): TestCollection => {
  const forms = new Map<string, number>();
  const lexemes = new Map<string, number>();
  const lexemeOfForm = new Map<number, number>();
  const idOf = (ids: Map<string, number>, name: string): number => {
    const id = ids.get(name) ?? ids.size + firstId;
    ids.set(name, id);
    return id;
  };
  const formOf = (written: string): number => {
    const form = idOf(forms, written);
    lexemeOfForm.set(form, idOf(lexemes, lexemeOf(written)));
    return form;
  };
  const words = (text: string): { written: string; position: number }[] =>
    text
      .split(' ')
      .map((written, at) => ({ written, position: at + 1 }))
      .filter(({ written }) => written !== '' && !isStopWord(written));
  const nameOf = (lexeme: number): string => [...lexemes.keys()][lexeme - firstId] ?? '';
  return {
    lexicon: {
      lexemeOf: (form) => lexemeOfForm.get(form) as number,
      idf: (lexeme) => Math.round((idf[nameOf(lexeme)] ?? 1) * 1e9),
    },
    nameOf,
    tokens: (text) => ({
      positions: Int32Array.from(words(text), ({ position }) => position),
      forms: Int32Array.from(words(text), ({ written }) => formOf(written)),
      from: 0,
      to: words(text).length,
    }),
    terms: (question) => {
      const asked = words(question).filter(({ written }) => lexemes.has(lexemeOf(written)));
      return [...new Set(asked.map(({ written }) => lexemeOf(written)))].map((name) => {
        const said = asked.filter(({ written }) => lexemeOf(written) === name);
        const own = new Set(said.map(({ written }) => written));
        const known = [...forms].filter(([written]) => lexemeOf(written) === name);
        return {
          lexeme: idOf(lexemes, name),
          positions: said.map(({ position }) => position),
          ownForms: known.filter(([written]) => own.has(written)).map(([, form]) => form),
          otherForms: known.filter(([written]) => !own.has(written)).map(([, form]) => form),
        };
      });
    },
  };
};

/** A passage whose first score is given in points; a match counts 1 in either field. */
export const candidateOf = (
  { tokens }: TestCollection,
  { title = '', body, score = 1 }: { title?: string; body: string; score?: number },
): Candidate => ({
  score: Math.round(score * 1e9),
  title: tokens(title),
  body: tokens(body),
  titleShare: 1,
  bodyShare: 1,
});

/** The question as the second look reads it. */
export const askedOf = (collection: TestCollection, question: string): Asked =>
  weighTerms(collection.terms(question), collection.lexicon);

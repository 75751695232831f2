import { type Lexicon, pairKey, type Question } from './question.ts';

/** One match of a question's lexeme in a passage. */
export type Match = {
  position: number;
  /** The lexeme's number in the question. */
  lexeme: number;
  /** The passage has the word in a form that the question has. */
  exact: boolean;
};

/** What a field of a passage has of the question: its lexemes in reading order, and which pairs of its words. */
export type Matches = { lexemes: Match[]; pairs: Set<number> };

/** Reads a field's words, one a position, -1 where there is none. */
export const findMatches = (question: Question, { lexemeOf }: Lexicon, field: Int32Array): Matches => {
  const lexemes: Match[] = [];
  const pairs = new Set<number>();
  let before: number | undefined;
  for (let position = 0; position < field.length; position += 1) {
    const id = field[position] as number;
    const word = question.words.get(id);
    const lexeme = id < 0 ? undefined : question.lexemes.get(lexemeOf[id] ?? -1);
    if (lexeme !== undefined) lexemes.push({ position, lexeme, exact: word !== undefined });
    if (before !== undefined && word !== undefined) {
      const pair = question.pairs.get(pairKey(before, word));
      if (pair !== undefined) pairs.add(pair);
    }
    before = word;
  }
  return { lexemes, pairs };
};

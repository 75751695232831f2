import type { Candidate } from './candidate.ts';
import { type Lexicon, pairKey, type Question } from './question.ts';

/** One match of a question's lexeme in a field of a passage. */
export type Match = {
  position: number;
  /** The lexeme's number in the question. */
  lexeme: number;
  /** The passage has the word in a form that the question has. */
  exact: boolean;
};

/** What a passage has of the question: its lexemes in reading order, and by their numbers the pairs of its words. */
export type Matches = { title: Match[]; body: Match[]; pairs: Set<number> };

export const findMatches = (question: Question, lexicon: Lexicon, { title, body }: Candidate): Matches => {
  const pairs = new Set<number>();
  return {
    title: readField(question, lexicon, title, pairs),
    body: readField(question, lexicon, body, pairs),
    pairs,
  };
};

/** Adds to `pairs` what it finds. */
const readField = (
  question: Question,
  { lexemeOf }: Lexicon,
  field: Int32Array,
  pairs: Set<number>,
): Match[] => {
  const found: Match[] = [];
  let before = -1;
  for (let position = 0; position < field.length; position += 1) {
    const id = field[position] as number;
    const word = question.words.of(id);
    const lexeme = question.lexemes.of(lexemeOf[id] ?? -1);
    if (lexeme >= 0) found.push({ position, lexeme, exact: word >= 0 });
    if (before >= 0 && word >= 0) {
      const pair = question.pairs.of(pairKey(before, word));
      if (pair >= 0) pairs.add(pair);
    }
    before = word;
  }
  return found;
};

import { type Asked, type Lexicon, pairKey } from './asked.ts';
import type { Candidate, Tokens } from './candidate.ts';
import { parameters } from './parameters.ts';

/** One match of a question's lexeme in a field of a passage. */
export type Match = {
  position: number;
  /** The lexeme's number in the question. */
  lexeme: number;
  /** The word is one of the question in its own form. */
  exact: boolean;
};

/** What a passage has of the question: its lexemes in reading order, and its pairs by their numbers. */
export type Matches = { title: Match[]; body: Match[]; pairs: Set<number> };

export const findMatches = (asked: Asked, lexicon: Lexicon, candidate: Candidate): Matches => {
  const title = readField(asked, lexicon, candidate.title);
  const body = readField(asked, lexicon, candidate.body);
  const pairs = new Set([...findPairs(asked, title), ...findPairs(asked, body)]);
  return { title, body, pairs };
};

const readField = (asked: Asked, lexicon: Lexicon, { positions, forms }: Tokens): Match[] => {
  const found: Match[] = [];
  for (let at = 0; at < forms.length; at += 1) {
    const form = forms[at] as number;
    const lexeme = asked.lexemes.of(lexicon.lexemeOf(form));
    if (lexeme < 0) continue;
    found.push({ position: positions[at] as number, lexeme, exact: asked.ownForms.of(form) >= 0 });
  }
  return found;
};

const findPairs = ({ pairs }: Asked, matches: Match[]): number[] => {
  const found: number[] = [];
  for (const [at, first] of matches.entries()) {
    for (let next = at + 1; next < matches.length; next += 1) {
      const second = matches[next] as Match;
      const distance = second.position - first.position;
      if (distance > parameters.pairs.distance) break;
      const pair = pairs.of(pairKey(first.lexeme, second.lexeme, distance));
      if (pair >= 0) found.push(pair);
    }
  }
  return found;
};

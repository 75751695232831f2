import { type Asked, pairKey } from './asked.ts';
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

export const findMatches = (asked: Asked, candidate: Candidate): Matches => {
  const title = readField(asked, candidate.title);
  const body = readField(asked, candidate.body);
  const pairs = new Set<number>();
  findPairs(asked, title, pairs);
  findPairs(asked, body, pairs);
  return { title, body, pairs };
};

const readField = (asked: Asked, { positions, forms, from, to }: Tokens): Match[] => {
  const found: Match[] = [];
  for (let at = from; at < to; at += 1) {
    const form = asked.forms.of(forms[at] as number);
    if (form < 0) continue;
    const lexeme = asked.lexemeOfForm[form] as number;
    found.push({ position: positions[at] as number, lexeme, exact: asked.isOwnForm[form] as boolean });
  }
  return found;
};

const findPairs = ({ pairs }: Asked, matches: Match[], found: Set<number>): void => {
  for (let at = 0; at < matches.length; at += 1) {
    const first = matches[at] as Match;
    for (let next = at + 1; next < matches.length; next += 1) {
      const second = matches[next] as Match;
      const distance = second.position - first.position;
      if (distance > parameters.pairs.distance) break;
      const pair = pairs.of(pairKey(first.lexeme, second.lexeme, distance));
      if (pair >= 0) found.add(pair);
    }
  }
};

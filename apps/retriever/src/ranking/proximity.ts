import type { Match } from './matches.ts';
import { parameters } from './parameters.ts';

const { window, otherForm } = parameters.proximity;

/** A window's weight in units, and the positions of its first and its last match. */
export type Window = { weight: number; from: number; to: number };

/**
 * The window of a field that weighs most: the idf sum of the question's lexemes that stand in it, each counted
 * once, and less where the word has another form than the question's. The first one where several weigh as
 * much; undefined for a field without a match. `idf` by the lexeme's number, `matches` in reading order.
 *
 * The idea that matches near each other say more is Tao and Zhai's ("An Exploration of Proximity Measures in
 * Information Retrieval", 2007); this measure counts rare lexemes more than common ones.
 */
export const heaviestWindow = (matches: Match[], idf: Float64Array): Window | undefined => {
  if (matches.length === 0) return undefined;
  const exact = Array<number>(idf.length).fill(0);
  const other = Array<number>(idf.length).fill(0);
  const weightOf = (lexeme: number): number => {
    if (exact[lexeme]) return idf[lexeme] as number;
    return other[lexeme] ? otherForm * (idf[lexeme] as number) : 0;
  };
  let weight = 0;
  const count = (match: Match, by: 1 | -1): void => {
    const forms = match.exact ? exact : other;
    weight -= weightOf(match.lexeme);
    forms[match.lexeme] = (forms[match.lexeme] as number) + by;
    weight += weightOf(match.lexeme);
  };

  let best: Window | undefined;
  let oldest = 0;
  for (const match of matches) {
    count(match, 1);
    let from = matches[oldest] as Match;
    for (; match.position - from.position >= window; from = matches[oldest] as Match) {
      count(from, -1);
      oldest += 1;
    }
    if (best === undefined || weight > best.weight) {
      best = { weight, from: from.position, to: match.position };
    }
  }
  return best;
};

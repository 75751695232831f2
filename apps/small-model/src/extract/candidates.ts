import { type Entity, entitiesOf } from './entities.ts';
import { type Span, sentencesOf } from './sentences.ts';
import { type Token, tokensOf } from './tokens.ts';
import { auxiliaries, isContent, prepositions } from './words.ts';

export type Sentence = Span & {
  /** Index of its source among the prompt's sources, from 0. */
  source: number;
  tokens: Token[];
  entities: Entity[];
};

/** A stretch of a sentence that may be the answer. `from` and `to` are token positions, both inclusive. */
export type Candidate = Span & {
  sentence: Sentence;
  from: number;
  to: number;
  kind: 'phrase' | 'clause' | 'entity';
};

const longestPhrase = 7;
const longestClause = 24;

/** Splits a source into sentences with their tokens and entities. */
export const readSource = (text: string, source: number): Sentence[] => {
  const tokens = tokensOf(text);
  return sentencesOf(text).map((span) => {
    const own = tokens.filter((token) => token.start >= span.start && token.end <= span.end);
    return { ...span, source, tokens: own, entities: entitiesOf(text, span, own) };
  });
};

/**
 * Every entity, every short run of words that begins and ends with a word of meaning, and every clause
 * that runs from a preposition or verb to the next sign or to the end.
 */
export const candidatesOf = (sentence: Sentence): Candidate[] => {
  const seen = new Set<string>();
  const all: Candidate[] = [];
  const add = (from: number, to: number, kind: Candidate['kind']): void => {
    const first = sentence.tokens[from];
    const last = sentence.tokens[to];
    const key = `${from}-${to}`;
    if (first === undefined || last === undefined || from > to || seen.has(key)) return;
    seen.add(key);
    all.push({ sentence, from, to, kind, start: first.start, end: last.end });
  };
  for (const entity of sentence.entities) {
    const inside = sentence.tokens.flatMap((token, at) =>
      token.end > entity.start && token.start < entity.end ? [at] : [],
    );
    const [from, to] = [inside[0], inside.at(-1)];
    if (from !== undefined && to !== undefined) add(from, to, 'entity');
  }
  for (let from = 0; from < sentence.tokens.length; from += 1) addPhrases(sentence.tokens, from, add);
  addClauses(sentence.tokens, add);
  return all;
};

type Add = (from: number, to: number, kind: Candidate['kind']) => void;

const addPhrases = (tokens: Token[], from: number, add: Add): void => {
  if (!isContent(tokens[from] as Token)) return;
  for (let to = from; to < Math.min(tokens.length, from + longestPhrase); to += 1) {
    const token = tokens[to] as Token;
    if (/^(?:[;:()[\]!?]|because)$/i.test(token.text)) return;
    if (isContent(token)) add(from, to, 'phrase');
  }
};

const opensClause = (token: Token): boolean => {
  const word = token.text.toLowerCase();
  return prepositions.has(word) || auxiliaries.has(word) || /^(?:because|that|:|,)$/.test(word);
};

const addClauses = (tokens: Token[], add: Add): void => {
  for (let at = 0; at + 1 < tokens.length; at += 1) {
    if (!opensClause(tokens[at] as Token)) continue;
    for (let to = at + 1; to < Math.min(tokens.length, at + 1 + longestClause); to += 1) {
      const next = tokens[to + 1];
      if (tokens[to]?.text.toLowerCase() === 'because') break;
      const closes = next === undefined || /^(?:[,;:.()!?]|because)$/i.test(next.text);
      if (closes && isContent(tokens[to] as Token)) add(at + 1, to, 'clause');
    }
  }
};

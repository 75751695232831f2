import type { Sentence } from './candidates.ts';
import type { Question } from './question.ts';
import { likeness, type Token, tokensOf } from './tokens.ts';
import { isContent } from './words.ts';

/** A source as it stands in the prompt. `n` is its number there. */
export type Source = { n: number; title: string; text: string };

/** Where one question term stands in a sentence: likeness 0 to 1, and the token's position. */
export type Match = { term: number; at: number; like: number };

export type Coverage = {
  /** Inverse sentence frequency of each question term; rare terms weigh more, absent ones most. */
  weights: number[];
  total: number;
  matches: Map<Sentence, Match[]>;
  /** Share of the question's weight that a sentence, or a whole source with its title, holds; 0 to 1. */
  ofSentence: Map<Sentence, number>;
  ofSource: number[];
  /** The best share that any source holds of the question's names, numbers and placeholders; 1 where it has none. */
  anchors: number;
};

/** How much of the question each sentence and each source speaks of. */
export const coverageOf = (question: Question, sources: Source[], sentences: Sentence[]): Coverage => {
  const { terms } = question;
  const matches = new Map(sentences.map((sentence) => [sentence, matchesIn(terms, sentence.tokens)]));
  const rarity = terms.map((_, term) => {
    const having = sentences.filter((one) => matches.get(one)?.some((match) => match.term === term));
    return Math.log((sentences.length + 1) / (having.length + 0.5));
  });
  const weights = rarity.map((rare, at) => (isReference(terms[at] ?? '') ? rare * referenceShare : rare));
  const bestLikes = (found: Match[]): number[] => {
    const likes = terms.map(() => 0);
    for (const { term, like } of found) likes[term] = Math.max(likes[term] as number, like);
    return likes;
  };
  const likesOfSource = sources.map((source, index) => {
    const own = sentences.filter((sentence) => sentence.source === index);
    const inTitle = matchesIn(terms, tokensOf(source.title));
    return bestLikes([...inTitle, ...own.flatMap((sentence) => matches.get(sentence) ?? [])]);
  });
  return {
    weights,
    total: sumOf(weights) || 1,
    matches,
    ofSentence: new Map(sentences.map((one) => [one, share(bestLikes(matches.get(one) ?? []), weights)])),
    ofSource: likesOfSource.map((likes) => share(likes, rarity)),
    anchors: Math.max(0, ...likesOfSource.map((likes) => anchorShare(question, likes))),
  };
};

const share = (likes: number[], weights: number[]): number =>
  likes.reduce((sum, like, term) => sum + like * (weights[term] as number), 0) / (sumOf(weights) || 1);

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * A reference number or a masked value tells which document is meant, and stands at its head; the sentence
 * that answers has other words. It therefore counts in full for the source and by this share for a sentence.
 */
const referenceShare = 0.3;

const isReference = (term: string): boolean =>
  /^<.*>$/.test(term) || /^(?=.*\d)(?=.*[a-z])[\w/-]+$/.test(term);

const matchesIn = (terms: string[], tokens: Token[]): Match[] =>
  tokens.flatMap((token, at) =>
    isContent(token)
      ? terms.flatMap((term, index) => {
          const like = likeness(term, token.stem);
          return like > 0 ? [{ term: index, at, like }] : [];
        })
      : [],
  );

const anchorShare = ({ anchors, terms }: Question, likes: number[]): number => {
  if (anchors.length === 0) return 1;
  return anchors.reduce((sum, anchor) => sum + (likes[terms.indexOf(anchor)] ?? 0), 0) / anchors.length;
};

import type { Candidate } from './candidate.ts';
import { parameters } from './parameters.ts';
import type { Lexicon, Question } from './question.ts';

const { passages, lexemes: most, trust } = parameters.feedback;

/** Lexemes that the best passages say and the question does not, with their weights; the heaviest first. */
export type Feedback = { weights: Map<number, number>; total: number };

/**
 * Takes the best passages for relevant and reads from them what else a relevant passage says: pseudo-relevance
 * feedback (Rocchio, "Relevance Feedback in Information Retrieval", 1971; Lavrenko and Croft, "Relevance-Based
 * Language Models", 2001). A lexeme weighs its idf for each of these passages that has it, and the less the
 * further the passage's score is from the best one's. `ranked` is best first.
 */
export const readFeedback = (
  question: Question,
  lexicon: Lexicon,
  ranked: { total: number; candidate: Candidate }[],
): Feedback => {
  const best = ranked[0]?.total ?? 0;
  const said = new Map<number, number>();
  for (const { total, candidate } of best > 0 ? ranked.slice(0, passages) : []) {
    const say = (total / best) ** trust;
    for (const lexeme of lexemesOf(candidate, lexicon)) {
      if (!question.lexemes.has(lexeme)) said.set(lexeme, (said.get(lexeme) ?? 0) + say);
    }
  }
  const weights = [...said]
    .map(([lexeme, say]): [number, number] => [lexeme, say * lexicon.idf(lexeme)])
    // Equal ones stay as they were read: in an order that depends on no id.
    .sort(([, a], [, b]) => b - a)
    .slice(0, most);
  return { weights: new Map(weights), total: weights.reduce((sum, [, weight]) => sum + weight, 0) };
};

/** Which of the feedback's lexemes a passage has, in reading order. */
export const relatedLexemes = (
  { weights }: Feedback,
  { title, body }: Candidate,
  { lexemeOf }: Lexicon,
): Set<number> => {
  const found = new Set<number>();
  for (const field of [title, body]) {
    for (const word of field) {
      const lexeme = lexemeOf[word] ?? -1;
      if (weights.has(lexeme)) found.add(lexeme);
    }
  }
  return found;
};

/** The part of the feedback's weight that some of its lexemes have, 0 to 1. */
export const feedbackShare = ({ weights, total }: Feedback, found: Iterable<number>): number => {
  if (total === 0) return 0;
  let sum = 0;
  for (const lexeme of found) sum += weights.get(lexeme) ?? 0;
  return sum / total;
};

const lexemesOf = ({ title, body }: Candidate, { lexemeOf }: Lexicon): Set<number> => {
  const found = new Set<number>();
  for (const field of [title, body]) {
    for (const word of field) {
      const lexeme = lexemeOf[word] ?? -1;
      if (lexeme >= 0) found.add(lexeme);
    }
  }
  return found;
};

import type { Asked, Lexicon } from './asked.ts';
import type { Candidate } from './candidate.ts';
import { Numbered } from './numbered.ts';
import { parameters } from './parameters.ts';

const { passages, lexemes: most, trust } = parameters.feedback;

/** Lexemes that the best passages have and the question has not; the one with the largest weight first. */
export type Feedback = {
  lexemes: Numbered;
  /** By a lexeme's number. */
  weights: number[];
  /** The sum of the weights. */
  total: number;
};

/**
 * Takes the best passages for relevant and reads from them what else a relevant passage says: pseudo-relevance
 * feedback (Rocchio, "Relevance Feedback in Information Retrieval", 1971; Lavrenko and Croft, "Relevance-Based
 * Language Models", 2001). A lexeme weighs its idf for each of these passages that has it, and the less the
 * further the passage's score is from the best one's. `ranked` is best first.
 */
export const readFeedback = (
  asked: Asked,
  lexicon: Lexicon,
  ranked: { total: number; candidate: Candidate }[],
): Feedback => {
  const best = ranked[0]?.total ?? 0;
  const said = new Map<number, number>();
  for (const { total, candidate } of best > 0 ? ranked.slice(0, passages) : []) {
    const say = (total / best) ** trust;
    for (const lexeme of lexemesOf(candidate, lexicon)) {
      if (asked.lexemes.of(lexeme) < 0) said.set(lexeme, (said.get(lexeme) ?? 0) + say);
    }
  }
  const heaviest: { lexeme: number; weight: number }[] = [];
  for (const [lexeme, say] of said) {
    const weight = say * lexicon.idf(lexeme);
    if (heaviest.length === most && weight <= (heaviest[most - 1]?.weight ?? 0)) continue;
    // Equal ones stay as they were read: in an order that depends on no id.
    let place = heaviest.length;
    while (place > 0 && (heaviest[place - 1]?.weight ?? 0) < weight) place -= 1;
    heaviest.splice(place, 0, { lexeme, weight });
    if (heaviest.length > most) heaviest.pop();
  }
  const lexemes = new Numbered();
  for (const { lexeme } of heaviest) lexemes.add(lexeme);
  const weights = heaviest.map(({ weight }) => weight);
  return { lexemes, weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
};

/** Which of the feedback's lexemes a passage has, as their numbers, in reading order. */
export const relatedLexemes = (
  { lexemes }: Feedback,
  { title, body }: Candidate,
  lexicon: Lexicon,
): number[] => {
  const found: number[] = [];
  for (const { forms, from, to } of [title, body]) {
    for (let at = from; at < to; at += 1) {
      const number = lexemes.of(lexicon.lexemeOf(forms[at] as number));
      if (number >= 0 && !found.includes(number)) found.push(number);
    }
  }
  return found;
};

/** The part of the feedback's weight that the lexemes of a passage have: 0 to 1. */
export const feedbackShare = (feedback: Feedback, candidate: Candidate, lexicon: Lexicon): number => {
  const { weights, total } = feedback;
  if (total === 0) return 0;
  let sum = 0;
  for (const number of relatedLexemes(feedback, candidate, lexicon)) sum += weights[number] as number;
  return sum / total;
};

const lexemesOf = ({ title, body }: Candidate, lexicon: Lexicon): Set<number> => {
  const found = new Set<number>();
  for (const { forms, from, to } of [title, body]) {
    for (let at = from; at < to; at += 1) found.add(lexicon.lexemeOf(forms[at] as number));
  }
  return found;
};

import type { Asked, Lexicon } from './asked.ts';
import type { Candidate, Tokens } from './candidate.ts';
import { LexemeSums } from './lexeme-sums.ts';
import { Numbered } from './numbered.ts';
import { parameters } from './parameters.ts';

const { passages, lexemes: most, trust } = parameters.feedback;

/** What the best passages say, of one question at a time: the second look waits for nothing. */
const said = new LexemeSums();

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
  said.clear();
  for (const [at, { total, candidate }] of (best > 0 ? ranked.slice(0, passages) : []).entries()) {
    const say = (total / best) ** trust;
    for (const { forms, from, to } of [candidate.title, candidate.body]) {
      for (let token = from; token < to; token += 1) {
        said.add(lexicon.lexemeOf(forms[token] as number), at + 1, say);
      }
    }
  }
  const heaviest: { lexeme: number; weight: number }[] = [];
  said.forEach((lexeme, say) => {
    if (asked.lexemes.of(lexeme) >= 0) return;
    const weight = say * lexicon.idf(lexeme);
    if (heaviest.length === most && weight <= (heaviest[most - 1]?.weight ?? 0)) return;
    // Equal ones stay as they were read: in an order that depends on no id.
    let place = heaviest.length;
    while (place > 0 && (heaviest[place - 1]?.weight ?? 0) < weight) place -= 1;
    heaviest.splice(place, 0, { lexeme, weight });
    if (heaviest.length > most) heaviest.pop();
  });
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
  const found = relatedIn(feedback, candidate.title, lexicon) | relatedIn(feedback, candidate.body, lexicon);
  let sum = 0;
  for (const [number, weight] of weights.entries()) if ((found >>> number) & 1) sum += weight;
  return sum / total;
};

/** Which of the feedback's lexemes a field has: a bit for each of them, of which there are at most 32. */
const relatedIn = ({ lexemes }: Feedback, { forms, from, to }: Tokens, lexicon: Lexicon): number => {
  let found = 0;
  for (let at = from; at < to; at += 1) {
    const number = lexemes.of(lexicon.lexemeOf(forms[at] as number));
    if (number >= 0) found |= 1 << number;
  }
  return found;
};

import { type Candidate, candidatesOf, readSource, type Sentence } from './candidates.ts';
import { type Coverage, coverageOf, type Source } from './coverage.ts';
import { featuresOf } from './features.ts';
import type { Question } from './question.ts';
import { weights } from './weights.ts';

export type Ranked = { candidate: Candidate; score: number };

export type Reading = { question: Question; sources: Source[]; sentences: Sentence[]; coverage: Coverage };

/**
 * Weights of what the fitted questions lack or hold a handful of: masked values, labels, contacts,
 * identifiers, times of day and "because". Set by judgement, on the scale of the fitted ones.
 */
const byJudgement: Readonly<Record<string, number>> = {
  'because:reason': 6,
  'placeholder-fits': 1,
  'placeholder-misfits': -3,
  'placeholder-named': 3,
  'after:colon': -4,
  'whole:time': 3,
  'inside:time': 1,
  'whole:contact': 3,
  'whole:identifier': 3,
  'inside:contact': 1,
  'inside:identifier': 1,
};

/** Sentences whose candidates are looked at; the answer is rarely outside the best of them. */
const sentencesRead = 12;

/** Sources split into sentences, with how much of the question each speaks of. */
export const read = (question: Question, sources: Source[]): Reading => {
  const sentences = sources.flatMap((source, index) => readSource(source.text, index));
  return { question, sources, sentences, coverage: coverageOf(question, sources, sentences) };
};

/** The candidates of the sentences that fit the question best, in the order of the text. */
export const candidatesIn = ({ sentences, coverage }: Reading): Candidate[] => {
  const fit = (sentence: Sentence): number =>
    (coverage.ofSentence.get(sentence) ?? 0) + 0.5 * (coverage.ofSource[sentence.source] ?? 0);
  const best = sentences.toSorted((a, b) => fit(b) - fit(a)).slice(0, sentencesRead);
  return sentences.filter((sentence) => best.includes(sentence)).flatMap(candidatesOf);
};

/** All candidates, best first; equal scores keep the order of the text, so that the same input answers the same. */
export const rank = (reading: Reading): Ranked[] =>
  candidatesIn(reading)
    .map((candidate) => ({ candidate, score: scoreOf(candidate, reading) }))
    .toSorted((a, b) => b.score - a.score);

const scoreOf = (candidate: Candidate, { question, coverage }: Reading): number =>
  featuresOf(candidate, question, coverage).reduce(
    (sum, [name, value]) => sum + value * (byJudgement[name] ?? weights[name] ?? 0),
    0,
  );

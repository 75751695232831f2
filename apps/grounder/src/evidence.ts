import type { Evidence } from '@rollcall/pipeline';
import { findBearing, type Need, needsOf } from './bearing.ts';
import { negationsIn } from './negation.ts';
import { indexSources, type Passage, type Sources, textOf } from './sources.ts';
import { termsOf } from './terms.ts';

/** Least score at which passages are called sufficient. */
export const sufficientFrom = 0.55;

/** Passages whose own score is this near to the best one's are best too. */
const nearBest = 0.75;
const mostBest = 5;

/**
 * Can these passages carry an answer: the weighted share of the question's content words that the best
 * sentences say together, less where the question asks for a number, a time or a name and there is none
 * near, or for what is not so. It knows words and not meaning: a question that was written to look answerable passes.
 *
 * `best` holds passage ids, best first; `missing` the question's words that no passage says, as written.
 */
export const assessEvidence = (question: string, passages: readonly Passage[]): Evidence => {
  const sources = indexSources(passages);
  const needs = needsOf(termsOf(question), sources);
  const shares = passages.map((_, index) => findBearing(sources, needs, new Set([index])).share);
  const together = findBearing(sources, needs);
  const texts = together.picks.map(({ sentence }) => textOf(sources, sentence));
  const doubts = (holdsWantedKind(question, texts) ? 1 : 0.7) * (negatesAlike(question, texts) ? 1 : 0.8);
  const score = round(needs.length === 0 ? Math.min(1, passages.length) : together.share * doubts);
  return {
    sufficient: passages.length > 0 && score >= sufficientFrom,
    score,
    best: bestOf(shares, passages),
    missing: missingOf(question, needs, sources),
  };
};

const round = (score: number): number => Math.round(score * 1e4) / 1e4;

const bestOf = (shares: readonly number[], passages: readonly Passage[]): string[] => {
  const top = Math.max(0, ...shares);
  return shares
    .map((share, index) => ({ share, id: passages[index]!.id }))
    .filter(({ share }) => share > 0 && share >= top * nearBest)
    .sort((a, b) => b.share - a.share)
    .slice(0, mostBest)
    .map(({ id }) => id);
};

const missingOf = (question: string, needs: readonly Need[], sources: Sources): string[] =>
  needs
    .filter(({ term }) => term.keys.every((key) => sources.saying(key).length === 0))
    .map(({ term }) => question.slice(term.start, term.end));

/** What a question asks for, by its opening words, and what a text must then hold besides its words. */
const wanted: readonly { asks: RegExp; kinds: readonly string[] }[] = [
  {
    asks: /\b(?:how (?:many|much|old|long|far|tall|often|large|big|high)|what (?:percentage|number|amount))\b/i,
    kinds: ['number', 'date'],
  },
  {
    asks: /\b(?:when|(?:what|which|in what) (?:year|date|day|century|decade))\b/i,
    kinds: ['date', 'number'],
  },
  { asks: /\b(?:who|whose|whom)\b/i, kinds: ['name', 'placeholder'] },
];

const holdsWantedKind = (question: string, texts: readonly string[]): boolean => {
  const want = wanted.find(({ asks }) => asks.test(question));
  if (want === undefined) return true;
  const asked = new Set(termsOf(question).flatMap(({ keys }) => keys));
  return texts
    .flatMap(termsOf)
    .some(({ kind, keys }) => want.kinds.includes(kind) && !keys.some((key) => asked.has(key)));
};

/** A question about what is not so is not answered by sentences about what is. */
const negatesAlike = (question: string, texts: readonly string[]): boolean =>
  negationsIn(question) === 0 || texts.some((text) => negationsIn(text) > 0);

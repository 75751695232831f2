import type { Evidence } from '@rollcall/pipeline';
import { findBearing, type Need, needsOf } from './bearing.ts';
import { indexSources, type Passage, type Sources } from './sources.ts';
import { termsOf } from './terms.ts';

/** Least score at which passages are called sufficient. */
export const sufficientFrom = 0.55;

/** Passages whose own score is this near to the best one's are best too. */
const nearBest = 0.75;
const mostBest = 5;

/**
 * Can these passages carry an answer: the weighted share of the question's content words that the best
 * sentences say together, less where the question asks for a number, a time or a name and there is none
 * near. It knows words and not meaning: a question that was written to look answerable passes.
 *
 * `best` holds passage ids, best first; `missing` the question's words that no passage says, as written.
 */
export const assessEvidence = (question: string, passages: readonly Passage[]): Evidence => {
  const sources = indexSources(passages);
  const needs = needsOf(termsOf(question), sources);
  const shares = passages.map((_, index) => findBearing(sources, needs, new Set([index])).share);
  const together = findBearing(sources, needs);
  const factor = holdsWantedKind(
    question,
    together.picks.map(({ sentence }) => sentence),
    sources,
  )
    ? 1
    : 0.7;
  const score = round(needs.length === 0 ? (passages.length === 0 ? 0 : 1) : together.share * factor);
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

const holdsWantedKind = (question: string, picks: readonly number[], sources: Sources): boolean => {
  const want = wanted.find(({ asks }) => asks.test(question));
  if (want === undefined) return true;
  const asked = new Set(termsOf(question).flatMap(({ keys }) => keys));
  return picks.some((pick) => {
    const { passage, start, end } = sources.sentences[pick]!;
    const terms = termsOf(sources.passages[passage]!.text.slice(start, end));
    return terms.some(({ kind, keys }) => want.kinds.includes(kind) && !keys.some((key) => asked.has(key)));
  });
};

import type { Evidence } from '@rollcall/pipeline';
import { findBearing, type Need } from './bearing.ts';
import { saidAnywhere } from './coverage-features.ts';
import { readAsked } from './evidence-features.ts';
import { abstainBelow, sufficiencyOf } from './evidence-model.ts';
import { roundedScore } from './rounded-score.ts';
import { indexSources, type Passage, type Sources } from './sources.ts';

/** Least score at which passages are called sufficient: likelier so than not. */
export const sufficientFrom = 0.5;

/** Passages whose own share of the question is this near to the best one's are best too. */
const nearBest = 0.75;
const mostBest = 5;

/**
 * Can these passages carry an answer: `score` is the probability, by a model of the question's words in
 * the passages and of what stands beside them (docs/sufficiency.md). No passages have a score of 0, and a
 * question without content words, which cannot be judged, one of 1.
 *
 * `best` holds passage ids, best first; `missing` the question's words that no passage says, as written.
 */
export const assessEvidence = (question: string, passages: readonly Passage[]): Evidence => {
  const sources = indexSources(passages);
  const asked = readAsked(question, sources);
  const { needs } = asked;
  const score = passages.length === 0 ? 0 : needs.length === 0 ? 1 : roundedScore(sufficiencyOf(asked));
  const shares = sharesOf(needs, sources);
  return {
    sufficient: score >= sufficientFrom,
    score,
    best: bestOf(shares, passages),
    missing: missingOf(question, needs, sources),
  };
};

/**
 * True where a collection that abstains refuses: a lower bar than `sufficient`, because a refusal costs an
 * answer. At most 5 % of answerable questions fall under it.
 */
export const tooLittle = ({ score }: Pick<Evidence, 'score'>): boolean => score < abstainBelow;

/** A passage that says less of the question than this share of what the best one says is of no help. */
const leastHelp = 0.4;

/** The passages that bring nothing to a question, by id: never the best one, and none where all say nothing. */
export const unhelpful = (question: string, passages: readonly Passage[]): string[] => {
  const { needs, sources } = readAsked(question, indexSources(passages));
  const shares = sharesOf(needs, sources);
  const top = Math.max(0, ...shares);
  return passages.filter((_, index) => shares[index]! < leastHelp * top).map(({ id }) => id);
};

/** The share of what is needed that each passage says by itself. */
const sharesOf = (needs: readonly Need[], sources: Sources): number[] =>
  sources.passages.map((_, index) => findBearing(sources, needs, new Set([index])).share);

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
    .filter((need) => !saidAnywhere(need, sources))
    .map(({ term }) => question.slice(term.start, term.end));

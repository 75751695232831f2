import { type Alignment, align, sourceOfGap, type Weighed } from './alignment.ts';
import type { ClaimReading } from './claim-reading.ts';
import { areOpposite, bestAlike } from './likeness.ts';
import type { Word } from './terms.ts';

/** Whether the claim's words stand in the sources as they stand in the claim. */
export const orderFeatures = (reading: ClaimReading): Record<string, number> => {
  const { words, bearingWords, aligned, order, sources, bearing, runs } = reading;
  const first = sources.sentences[bearing.picks[0]?.sentence ?? -1]?.words ?? [];
  const one = order.length > 1 ? align(words, first) : aligned;
  const { pairs, triples } = runs;
  const { number, name, word, alike, inserted, head, tail } = gapFeatures(words, bearingWords, aligned);
  return {
    bigrams: shareOf(pairs, words.length - 1),
    trigrams: shareOf(triples, words.length - 2),
    aligned: aligned.share,
    unbroken: aligned.unbroken,
    longestRun: aligned.longestRun,
    density: aligned.density,
    alignedFirst: one.share,
    longestRunFirst: one.longestRun,
    replacedNumber: number,
    replacedName: name,
    replacedWord: word,
    replacedAlike: alike,
    inserted,
    head,
    tail,
    opposite: oppositeNear(words, bearingWords, aligned),
  };
};

/** Share of so many runs that are marked; one half where a claim has none. */
const shareOf = (marked: Uint8Array, runs: number): number => {
  if (runs < 1) return 0.5;
  let shared = 0;
  for (const mark of marked) shared += mark;
  return shared / runs;
};

export type GapFeatures = Record<'number' | 'name' | 'word' | 'alike' | 'inserted' | 'head' | 'tail', number>;

/**
 * What stands between the aligned words: the greatest weight of a number, name or word in another's place,
 * and the shares of the weight that was put in, or stands before or behind all that is aligned.
 */
export const gapFeatures = (
  claim: readonly Weighed[],
  source: readonly Word[],
  { gaps }: Alignment,
): GapFeatures => {
  const found: GapFeatures = { number: 0, name: 0, word: 0, alike: 0, inserted: 0, head: 0, tail: 0 };
  const total = claim.reduce((sum, { weight }) => sum + weight, 0) || 1;
  for (const gap of gaps) {
    const mine = claim.slice(gap.from, gap.to).filter(({ word }) => word.content);
    if (mine.length === 0) continue;
    const theirs = sourceOfGap(gap, source).filter(({ content }) => content);
    const weight = mine.reduce((sum, part) => sum + part.weight, 0);
    const both = (...kinds: string[]): boolean =>
      mine.some(({ word }) => kinds.includes(word.kind)) && theirs.some(({ kind }) => kinds.includes(kind));
    if (!gap.held) found[gap.from === 0 ? 'head' : 'tail'] += weight / total;
    else if (theirs.length === 0) found.inserted += weight / total;
    else if (both('number', 'date')) found.number = Math.max(found.number, weight);
    else if (both('name', 'placeholder')) found.name = Math.max(found.name, weight);
    else {
      const alike = Math.max(...mine.map(({ word }) => bestAlike(word, theirs)));
      found.word = Math.max(found.word, weight * (1 - alike));
      found.alike = Math.max(found.alike, alike);
    }
  }
  return found;
};

/** 1 where an opposite stands in a word's place, one half where it stands elsewhere in the sentences. */
export const oppositeNear = (
  claim: readonly Weighed[],
  source: readonly Word[],
  { partner, gaps }: Alignment,
): number => {
  const taken = new Set(partner);
  let found = 0;
  for (const gap of gaps) {
    const theirs = sourceOfGap(gap, source);
    for (const { word } of claim.slice(gap.from, gap.to)) {
      if (theirs.some((other) => areOpposite(word, other))) return 1;
      if (word.content && source.some((other, at) => !taken.has(at) && areOpposite(word, other))) found = 0.5;
    }
  }
  return found;
};

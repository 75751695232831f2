import { isNegation } from './negation.ts';
import type { Word } from './terms.ts';

/** What a stop word counts beside content words. */
const stopWeight = 0.12;

/** A gap between two anchors with more source words than this is no replacement but another statement. */
const widestGap = 4;

/** Longest texts that are aligned, in words: the work is their product. */
const mostClaimWords = 120;
const mostSourceWords = 300;

/** A word and what it counts. */
export type Weighed = { word: Word; weight: number };

/** Words of a claim that stand between two words that the source has, too, and what the source has there. */
export type Gap = {
  /** Indices into the claim's words: from, to (exclusive). */
  from: number;
  to: number;
  /** Indices into the source's words. */
  sourceFrom: number;
  sourceTo: number;
  /** True where both sides are held by an aligned word. */
  held: boolean;
};

export type Alignment = {
  /** By claim word: the index of the source word that it is aligned with, or -1. */
  partner: Int32Array;
  /** Share of the claim's weight that is aligned, in the same order. */
  share: number;
  /** Aligned words that follow another one in both texts at once, as a share of all aligned words. */
  unbroken: number;
  /** Longest run of words that stand alike in both, as a share of the claim's words. */
  longestRun: number;
  /** Aligned words by the words of the stretch of source that holds them. */
  density: number;
  gaps: Gap[];
};

export const weightOfWord = (word: Word, weight: number): number =>
  word.content ? weight : isNegation(word.plain) ? 1 : stopWeight;

/** Two words are the same where they share a key; case and inflection do not count. */
const same = (a: Word, b: Word): boolean =>
  a.keys[0] === b.keys[0] ||
  (a.keys.length + b.keys.length > 2 && a.keys.some((key) => b.keys.includes(key)));

/**
 * The heaviest common subsequence of a claim and a stretch of source (Hirschberg's problem, weighted), and
 * what lies between its words. Of two equal ones, the one that skips less of the source.
 */
export const align = (claim: readonly Weighed[], source: readonly Word[]): Alignment => {
  const rows = Math.min(claim.length, mostClaimWords);
  const columns = Math.min(source.length, mostSourceWords);
  const width = columns + 1;
  // best[i, j]: what words i.. of the claim can gain among words j.. of the source.
  const best = new Float64Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1) {
    const { word, weight } = claim[i]!;
    for (let j = columns - 1; j >= 0; j -= 1) {
      const skip = Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]! - 1e-4);
      const take = same(word, source[j]!) ? weight + best[(i + 1) * width + j + 1]! : 0;
      best[i * width + j] = Math.max(skip, take);
    }
  }
  const partner = new Int32Array(claim.length).fill(-1);
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const here = best[i * width + j]!;
    if (
      same(claim[i]!.word, source[j]!) &&
      here <= claim[i]!.weight + best[(i + 1) * width + j + 1]! + 1e-12
    ) {
      partner[i] = j;
      i += 1;
      j += 1;
    } else if (here <= best[(i + 1) * width + j]! + 1e-12) i += 1;
    else j += 1;
  }
  return { partner, ...measured(claim, partner), gaps: gapsOf(partner, claim.length, columns) };
};

const measured = (
  claim: readonly Weighed[],
  partner: Int32Array,
): Pick<Alignment, 'share' | 'unbroken' | 'longestRun' | 'density'> => {
  let [aligned, total, words, following, run, longest] = [0, 0, 0, 0, 0, 0];
  let [first, last] = [-1, -1];
  claim.forEach(({ weight }, i) => {
    total += weight;
    const j = partner[i]!;
    if (j < 0) {
      run = 0;
      return;
    }
    aligned += weight;
    words += 1;
    const follows = i > 0 && partner[i - 1] === j - 1 && j > 0;
    following += follows ? 1 : 0;
    run = follows ? run + 1 : 1;
    longest = Math.max(longest, run);
    if (first < 0) first = j;
    last = j;
  });
  return {
    share: total === 0 ? 0 : aligned / total,
    unbroken: words < 2 ? words : following / (words - 1),
    longestRun: claim.length === 0 ? 0 : longest / claim.length,
    density: words === 0 ? 0 : words / (last - first + 1),
  };
};

const gapsOf = (partner: Int32Array, claimWords: number, sourceWords: number): Gap[] => {
  const gaps: Gap[] = [];
  let before = -1;
  for (let i = 0; i <= claimWords; i += 1) {
    const ends = i === claimWords;
    if (!ends && partner[i]! < 0) continue;
    const [sourceFrom, sourceTo] = [before < 0 ? 0 : partner[before]! + 1, ends ? sourceWords : partner[i]!];
    if (i - before > 1 || (before >= 0 && !ends && sourceTo > sourceFrom)) {
      gaps.push({ from: before + 1, to: i, sourceFrom, sourceTo, held: before >= 0 && !ends });
    }
    before = i;
  }
  return gaps;
};

/** The source words that a gap may have put others in the place of: near the anchor where only one side is held. */
export const sourceOfGap = (
  { from, to, sourceFrom, sourceTo, held }: Gap,
  source: readonly Word[],
): readonly Word[] => {
  if (held) return sourceTo - sourceFrom > widestGap + (to - from) ? [] : source.slice(sourceFrom, sourceTo);
  const near = to - from + 1;
  return from === 0
    ? source.slice(Math.max(sourceFrom, sourceTo - near), sourceTo)
    : source.slice(sourceFrom, Math.min(sourceTo, sourceFrom + near));
};

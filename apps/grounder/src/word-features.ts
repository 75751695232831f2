import { sourceOfGap } from './alignment.ts';
import { type ClaimReading, readClaim, readQuestion } from './claim-reading.ts';
import type { Finding } from './hard-evidence.ts';
import { areOpposite, bestAlike, rarityOf } from './likeness.ts';
import { isNegation } from './negation.ts';
import { areRivals } from './relations.ts';
import type { SharedRuns } from './shared-runs.ts';
import { indexSources } from './sources.ts';

/** How much each word of a claim is borne out by the sentences around the bearing ones, 0 to 1. */
const support = ({ words, nearWords }: ClaimReading): number[] => {
  const keys = new Set(nearWords.flatMap((word) => word.keys as readonly string[]));
  return words.map(({ word }) => {
    if (word.keys.some((key) => keys.has(key))) return 1;
    return word.content ? bestAlike(word, nearWords) : 0;
  });
};

/** For each word of a claim what the span model looks at, by name. */
export const wordFeatures = (
  reading: ClaimReading,
  findings: readonly Finding[],
): Record<string, number>[] => {
  const { words, aligned, bearing, bearingWords, runs, sources } = reading;
  const borne = support(reading);
  const inFinding = (at: number, certain: boolean): number =>
    findings.some((finding) => finding.certain === certain && finding.from <= at && at < finding.to) ? 1 : 0;
  const content = words.flatMap(({ word }, at) => (word.content ? [at] : []));
  const lacking = content.filter((at) => borne[at]! < 0.5).length / Math.max(1, content.length);
  return words.map(({ word, weight }, at) => {
    const gap = aligned.gaps.find(({ from, to }) => from <= at && at < to);
    const rivals = gap === undefined ? [] : sourceOfGap(gap, bearingWords);
    const around = (from: number, to: number): number => meanOf(borne, from, to);
    const contentIn =
      gap === undefined ? 0 : content.filter((index) => index >= gap.from && index < gap.to).length;
    return {
      content: word.content ? 1 : 0,
      name: word.kind === 'name' || word.kind === 'placeholder' ? 1 : 0,
      fact: word.kind === 'number' || word.kind === 'date' ? 1 : 0,
      negation: isNegation(word.plain) ? 1 : 0,
      borne: borne[at]!,
      anywhere: word.keys.some((key) => sources.saying(key).length > 0) ? 1 : 0,
      aligned: aligned.partner[at]! >= 0 ? 1 : 0,
      weight,
      rarity: rarityOf(word),
      run: runAround(runs, at),
      before: around(at - 1, at),
      after: around(at + 1, at + 2),
      beforeWide: around(at - 4, at),
      afterWide: around(at + 1, at + 5),
      rest: meanOf(borne, at, words.length),
      start: meanOf(borne, 0, at),
      gapHeld: gap === undefined ? -1 : gap.held ? 1 : 0,
      gapOpensAt: gap === undefined ? -1 : at - gap.from,
      gapEndsIn: gap === undefined ? -1 : gap.to - at,
      gapContent: contentIn,
      gapSource: gap === undefined ? -1 : Math.min(9, gap.sourceTo - gap.sourceFrom),
      rivals: rivals.filter((other) => other.content).length,
      rivalOpposite: rivals.some((other) => areOpposite(word, other) || areRivals(word.plain, other.plain))
        ? 1
        : 0,
      certain: inFinding(at, true),
      doubtful: inFinding(at, false),
      anyCertain: findings.some((finding) => finding.certain) ? 1 : 0,
      claimShare: bearing.share,
      claimAligned: aligned.share,
      claimLacking: lacking,
      place: words.length < 2 ? 0 : at / (words.length - 1),
    };
  });
};

const meanOf = (values: readonly number[], from: number, to: number): number => {
  const part = values.slice(Math.max(0, from), Math.max(0, to));
  return part.length === 0 ? -1 : part.reduce((sum, value) => sum + value, 0) / part.length;
};

/** For a word how long the longest of the runs of two and three words around it is that the sources have, less one. */
const runAround = ({ pairs, triples }: SharedRuns, at: number): number => {
  if (triples[at - 2] === 1 || triples[at - 1] === 1 || triples[at] === 1) return 2;
  return pairs[at - 1] === 1 || pairs[at] === 1 ? 1 : 0;
};

/** The features' names in the order in which `wordFeatures` lists them. */
export const wordFeatureNames: readonly string[] = (() => {
  const sources = indexSources([]);
  const [row = {}] = wordFeatures(readClaim('a', readQuestion('', sources), sources), []);
  return Object.keys(row);
})();

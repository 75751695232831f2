import { align, type Weighed } from './alignment.ts';
import { findBearing, type Need } from './bearing.ts';
import type { ClaimReading } from './claim-reading.ts';
import { saidAnywhere, saysAny, shareSaid } from './coverage-features.ts';
import { around, homeOf } from './home-sentence.ts';
import { bestAlike } from './likeness.ts';
import { isNegation } from './negation.ts';
import { gapFeatures, oppositeNear } from './order-features.ts';
import type { TermKind, Word } from './terms.ts';

/** The features of an answer to no question, or of a claim that nothing bears. */
const unasked = {
  asked: 0,
  askedEcho: 0,
  askedNear: 1,
  askedHome: 1,
  askedAnywhere: 1,
  askedJoint: 0,
  askedBest: 1,
  askedSoft: 1,
  askedLack: 0,
  askedLackName: 0,
  askedAligned: 0,
  askedUnbroken: 0,
  askedReplacedNumber: 0,
  askedReplacedName: 0,
  askedReplacedWord: 0,
  askedNegation: 0,
  askedOpposite: 0,
  askedDistance: 0,
  askedKind: 0,
};

/**
 * Whether the claim stands where the question's words stand. A short answer is always somewhere in the
 * sources: what tells a right one from a wrong one is what is said around it.
 */
export const questionFeatures = (reading: ClaimReading): Record<string, number> => {
  const { question, needs, bearing, sources, words } = reading;
  if (question.needs.length === 0 || bearing.picks.length === 0) return unasked;
  const own = new Set(needs.flatMap(({ term }) => term.keys as readonly string[]));
  const rest = question.needs.filter((need) => !saysAny(need, own));
  const home = homeOf(reading);
  const { keys, words: homeWords } = sources.sentences[home]!;
  const sentences = around(home, sources);
  const besides = (need: Need): boolean => sentences.some((sentence) => saysAny(need, sentence.keys));
  const aroundWords = sentences.flatMap((sentence) => sentence.words as Word[]);
  const soft = new Map(
    rest.map((need) => [need, besides(need) ? 1 : bestAlike(need.term as Word, aroundWords)]),
  );
  const lack = (need: Need): number => need.weight * (1 - soft.get(need)!);
  const askedHome = shareSaid(question.needs, (need) => (saysAny(need, keys) ? 1 : 0));
  const { best, words: asked } = question;
  const askedWords = asked.map(({ word }) => word);
  const aligned = align(asked, homeWords);
  const gaps = gapFeatures(asked, homeWords, aligned);
  const negates = ({ plain }: Word): boolean => isNegation(plain);
  const negated = homeWords.some(negates) || words.some(({ word }) => negates(word));
  return {
    asked: 1,
    askedEcho: shareSaid(question.needs, (need) => (saysAny(need, own) ? 1 : 0)),
    askedNear: shareSaid(question.needs, (need) => (besides(need) ? 1 : 0)),
    askedHome,
    askedAnywhere: shareSaid(question.needs, (need) => (saidAnywhere(need, sources) ? 1 : 0)),
    askedJoint: findBearing(sources, [...needs, ...rest]).share,
    askedBest: best === 0 ? 1 : askedHome / best,
    askedSoft: shareSaid(question.needs, (need) => soft.get(need) ?? 1),
    askedLack: Math.max(0, ...rest.map(lack)),
    askedLackName: Math.max(0, ...rest.filter(({ term }) => term.kind !== 'word').map(lack)),
    askedAligned: aligned.share,
    askedUnbroken: aligned.unbroken,
    askedReplacedNumber: gaps.number,
    askedReplacedName: gaps.name,
    askedReplacedWord: gaps.word,
    askedNegation: askedWords.some(negates) === negated ? 0 : 1,
    askedOpposite: oppositeNear(asked, homeWords, aligned),
    askedDistance: nearness(
      words.map(({ word }) => word),
      askedWords,
      homeWords,
    ),
    askedKind: kindFits(question.kinds, words),
  };
};

/** How near the question's own words stand to the claim's in a sentence: 1 side by side, 0 for none there. */
const nearness = (claim: readonly Word[], asked: readonly Word[], sentence: readonly Word[]): number => {
  const keysOf = (words: readonly Word[]) =>
    new Set(words.filter(({ content }) => content).map(({ keys }) => keys[0]));
  const [mine, theirs] = [keysOf(claim), keysOf(asked)];
  const places = sentence.flatMap(({ keys }, at) => (mine.has(keys[0]) ? [at] : []));
  const marks = sentence.flatMap(({ keys }, at) => (theirs.has(keys[0]) && !mine.has(keys[0]) ? [at] : []));
  if (places.length === 0 || marks.length === 0) return 0;
  const near = marks.map((mark) => 1 / (1 + Math.min(...places.map((at) => Math.abs(at - mark))) / 4));
  return near.reduce((sum, value) => sum + value, 0) / theirs.size;
};

/** 1 where the claim has what the question asks for by its opening words, -1 where it lacks it, 0 for neither. */
const kindFits = (kinds: readonly TermKind[] | undefined, claim: readonly Weighed[]): number => {
  if (kinds === undefined) return 0;
  return claim.some(({ word }) => kinds.includes(word.kind)) ? 1 : -1;
};

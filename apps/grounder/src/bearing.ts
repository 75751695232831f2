import type { Sources } from './sources.ts';
import type { Term } from './terms.ts';

/** Sentences that one claim may be pieced together from. */
const mostSentences = 3;

/** A further sentence must bring at least this share of all that is needed. */
const leastGain = 0.06;

/** What a further sentence's terms count, by how far it stands from the first: the farther, the less. */
const nearby = { adjacent: 1, samePassage: 0.85, elsewhere: 0.7 };

/** A term that should be said, and what that is worth. */
export type Need = { term: Term; weight: number };

/** The sentences that say most of what is needed. */
export type Bearing = {
  /** Share of the needed weight that they say, 0 to 1, with less for sentences that stand far apart. */
  share: number;
  /** Sentence indices, best first; `gain` is the share that each adds. */
  picks: { sentence: number; gain: number }[];
  /** The needs that no picked sentence says. */
  missing: Need[];
};

/** Needs of the terms, each key once. */
export const needsOf = (terms: readonly Term[], sources: Sources): Need[] => {
  const seen = new Set<string>();
  return terms
    .filter(({ keys }) => !seen.has(keys[0]) && seen.add(keys[0]))
    .map((term) => ({ term, weight: sources.weigh(term) }));
};

/**
 * Picks the sentences that say the needed terms, greedily: the best one, then up to two that add most to
 * it. `among` limits the search to some passages. Ties go to the passage that was ranked first.
 */
export const findBearing = (
  sources: Sources,
  needs: readonly Need[],
  among?: ReadonlySet<number>,
): Bearing => {
  const total = needs.reduce((sum, { weight }) => sum + weight, 0);
  const picks: Bearing['picks'] = [];
  let missing = needs.map((need) => ({ need, sentences: sentencesSaying(sources, need.term) }));
  while (picks.length < mostSentences && missing.length > 0) {
    const best = bestSentence(sources, missing, { first: picks[0]?.sentence, among });
    if (best === undefined || best.gain / total < (picks.length === 0 ? 0 : leastGain)) break;
    picks.push({ sentence: best.sentence, gain: best.gain / total });
    missing = missing.filter(({ sentences }) => !sentences.includes(best.sentence));
  }
  return {
    share: Math.min(
      1,
      picks.reduce((sum, { gain }) => sum + gain, 0),
    ),
    picks,
    missing: missing.map(({ need }) => need),
  };
};

const bestSentence = (
  sources: Sources,
  needs: readonly { need: Need; sentences: readonly number[] }[],
  { first, among }: { first: number | undefined; among: ReadonlySet<number> | undefined },
): { sentence: number; gain: number } | undefined => {
  const said = new Float64Array(sources.sentences.length);
  for (const { need, sentences } of needs) {
    for (const sentence of sentences) said[sentence]! += need.weight;
  }
  let best: { sentence: number; gain: number } | undefined;
  for (let sentence = 0; sentence < said.length; sentence += 1) {
    const weight = said[sentence]!;
    if (weight === 0 || weight <= (best?.gain ?? 0)) continue;
    if (among !== undefined && !among.has(sources.sentences[sentence]!.passage)) continue;
    const gain = weight * nearness(sources, first, sentence);
    if (best === undefined || gain > best.gain) best = { sentence, gain };
  }
  return best;
};

const sentencesSaying = (sources: Sources, term: Term): readonly number[] =>
  term.keys.length === 1
    ? sources.saying(term.keys[0])
    : [...new Set(term.keys.flatMap((key) => sources.saying(key)))];

const nearness = (sources: Sources, first: number | undefined, sentence: number): number => {
  if (first === undefined) return 1;
  const [a, b] = [sources.sentences[first]!, sources.sentences[sentence]!];
  if (a.passage !== b.passage) return nearby.elsewhere;
  return Math.abs(a.ordinal - b.ordinal) === 1 ? nearby.adjacent : nearby.samePassage;
};

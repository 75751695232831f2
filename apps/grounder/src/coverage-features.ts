import type { Need } from './bearing.ts';
import type { ClaimReading } from './claim-reading.ts';
import { bestAlike, rarityOf } from './likeness.ts';
import type { Sources } from './sources.ts';
import type { Word } from './terms.ts';

/** Share of the weight of some needs that is said, each from 0 to 1; 1 where nothing is needed. */
export const shareSaid = (needs: readonly Need[], said: (need: Need) => number): number => {
  let [sum, total] = [0, 0];
  for (const need of needs) {
    total += need.weight;
    sum += need.weight * said(need);
  }
  return total === 0 ? 1 : sum / total;
};

export const saysAny = ({ term }: Need, keys: ReadonlySet<string>): boolean =>
  term.keys.some((key) => keys.has(key));

export const saidAnywhere = ({ term }: Need, sources: Sources): boolean =>
  term.keys.some((key) => sources.saying(key).length > 0);

/** The greatest of some values, 0 where there is none above it. */
export const greatest = (values: readonly number[]): number =>
  values.reduce((top, value) => Math.max(top, value), 0);

/** How much of the claim the sources say: in the best sentences, beside them, in one passage, anywhere. */
export const coverageFeatures = (reading: ClaimReading): Record<string, number> => {
  const { needs, bearing, sources, near, nearWords } = reading;
  const missing = (kinds: readonly string[], said: (need: Need) => boolean): number =>
    1 -
    shareSaid(
      needs.filter(({ term }) => kinds.includes(term.kind)),
      (need) => (said(need) ? 1 : 0),
    );
  const picked = bearing.picks.map(({ sentence }) => sources.sentences[sentence]!);
  const nearSentences = near.map((at) => sources.sentences[at]!);
  const besides = (need: Need): boolean => nearSentences.some(({ keys }) => saysAny(need, keys));
  const inPicks = (need: Need): boolean => picked.some(({ keys }) => saysAny(need, keys));
  const anywhere = (need: Need): boolean => saidAnywhere(need, sources);
  const home = picked[0]?.passage;
  const inPassage = ({ term }: Need): boolean =>
    home !== undefined && term.keys.some((key) => sources.passagesSaying(key).includes(home));
  const soft = new Map(
    needs.map((need) => [need, besides(need) ? 1 : bestAlike(need.term as Word, nearWords)]),
  );
  const otherForm = (need: Need): boolean => soft.get(need)! >= 0.75;
  const lacks = needs.map((need) => need.weight * (1 - soft.get(need)!)).sort((a, b) => b - a);
  const rarity = new Map(needs.map((need) => [need, rarityOf(need.term as Word)]));
  const plain = needs.filter(({ term }) => term.kind === 'word');
  const names = ['name', 'placeholder'];
  const facts = ['number', 'date'];
  return {
    gain: bearing.picks[0]?.gain ?? 0,
    share: bearing.share,
    sharePassage: bestPassage(needs, sources),
    shareAnywhere: shareSaid(needs, (need) => (anywhere(need) ? 1 : 0)),
    softShare: shareSaid(needs, (need) => soft.get(need)!),
    softRare: softRare(needs, rarity, soft),
    lackMost: lacks[0] ?? 0,
    lackSecond: lacks[1] ?? 0,
    lackThird: lacks[2] ?? 0,
    nameLackNear: missing(names, (need) => besides(need) || otherForm(need)),
    nameLackAnywhere: missing(names, (need) => anywhere(need) || otherForm(need)),
    nameLackPicks: missing(names, inPicks),
    nameLackPassage: missing(names, inPassage),
    factLackNear: missing(facts, besides),
    factLackAnywhere: missing(facts, anywhere),
    factLackPicks: missing(facts, inPicks),
    wordLackNear: missing(['word'], besides),
    wordLackAnywhere: missing(['word'], anywhere),
    wordSoft: shareSaid(plain, (need) => soft.get(need)!),
    wordRarest: greatest(plain.map((need) => rarity.get(need)! * (1 - soft.get(need)!))),
    pickSpread: spread(reading),
  };
};

/** The share said where rare English words weigh most, whatever the sources' own words are. */
const softRare = (
  needs: readonly Need[],
  rarity: ReadonlyMap<Need, number>,
  soft: ReadonlyMap<Need, number>,
): number => {
  let [sum, total] = [0, 0];
  for (const need of needs) {
    const weight = rarity.get(need)! + 0.05;
    total += weight;
    sum += weight * soft.get(need)!;
  }
  return total === 0 ? 1 : sum / total;
};

const bestPassage = (needs: readonly Need[], sources: Sources): number => {
  const said = new Float64Array(sources.passages.length);
  let total = 0;
  for (const { term, weight } of needs) {
    total += weight;
    const passages = new Set(term.keys.flatMap((key) => sources.passagesSaying(key)));
    for (const passage of passages) said[passage]! += weight;
  }
  return total === 0 ? 0 : said.reduce((most, share) => Math.max(most, share), 0) / total;
};

/** How far the two best sentences stand apart, 0 to 2 within a passage; 3 across passages. */
const spread = ({ bearing, sources }: ClaimReading): number => {
  const [first, second] = bearing.picks.map(({ sentence }) => sources.sentences[sentence]!);
  if (first === undefined || second === undefined) return 0;
  return first.passage === second.passage ? Math.min(2, Math.abs(first.ordinal - second.ordinal) / 5) : 3;
};

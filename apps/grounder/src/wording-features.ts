import type { ClaimReading } from './claim-reading.ts';
import type { Finding } from './hard-evidence.ts';
import { isNegation } from './negation.ts';
import type { Word } from './terms.ts';

const listed = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Words that make a statement wider or narrower than the same one without them. */
const scope = listed(
  `only all every always never most least first last largest biggest smallest best worst entire whole
  completely exclusively solely fully entirely any each both`,
);

/** Who speaks of himself or to somebody says what no source can bear out. */
const self = listed("i i'm i've i'd i'll im ive my mine me we we're we've our us you you're your");

const opinion = listed(
  `think love hate favorite favourite guess believe hope wish wonder feel cool awesome great amazing interesting
  enjoy fan definitely probably maybe sure agree wow yeah lol haha hear heard hey`,
);

const hedge = listed(
  'may might could possibly perhaps probably likely suggest suggests some often sometimes usually generally',
);

/** What the claim's small words add to the sources, and what the hard evidence found. */
export const wordingFeatures = (
  { words, nearWords, bearingWords, aligned }: ClaimReading,
  findings: readonly Finding[],
): Record<string, number> => {
  const said = new Set(nearWords.map(({ plain }) => plain));
  const added = (list: ReadonlySet<string>): number =>
    Math.min(2, words.filter(({ word: { plain } }) => list.has(plain) && !said.has(plain)).length);
  const negates = ({ plain }: Word): boolean => isNegation(plain);
  const mine = words.some(({ word }) => negates(word));
  const theirs = bearingWords.some(negates);
  const found = (code: RegExp, certain: boolean): number =>
    findings.some((finding) => finding.certain === certain && code.test(finding.code)) ? 1 : 0;
  return {
    scope: added(scope),
    self: added(self),
    opinion: added(opinion),
    hedge: added(hedge),
    negationAdded: words.some(({ word }, at) => negates(word) && aligned.partner[at]! < 0) ? 1 : 0,
    negationAlone: mine && !theirs ? 1 : 0,
    negationLeft: theirs && !mine ? 1 : 0,
    certainFact: found(/^(?:number|date)_/, true),
    certainName: found(/^(?:name|placeholder)_/, true),
    certainTurn: found(/^(?:negation|opposite|relation|roles)_/, true),
    quotation: Math.max(found(/^quotation_/, true), found(/^quotation_/, false) / 2),
    doubtfulFact: found(/^(?:number|date)_/, false),
    doubtfulTurn: found(/^(?:negation|opposite|relation)_/, false),
  };
};

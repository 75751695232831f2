import { claimFeatureNames } from '../src/claim-features.ts';

/** More of these may only raise a claim's score. */
const raising =
  `sharePassage shareAnywhere softShare softRare wordSoft askedNear askedHome askedAnywhere askedJoint
  askedBest askedSoft askedAligned askedUnbroken askedKind`.split(/\s+/);

/** More of these may only lower it. */
const lowering = `lackMost lackSecond lackThird nameLackNear nameLackAnywhere nameLackPicks nameLackPassage
  factLackNear factLackAnywhere factLackPicks wordLackNear wordLackAnywhere wordRarest replacedNumber replacedName
  replacedWord inserted head tail opposite scope opinion self negationAdded negationAlone certainFact certainName
  certainTurn quotation doubtfulFact doubtfulTurn askedLack askedLackName askedReplacedName askedReplacedWord
  askedReplacedNumber askedNegation askedOpposite`.split(/\s+/);

/**
 * The way in which each feature may move the score. What would be absurd is not learnt, however one set
 * leans: it costs half a point on the sets at hand and wins four on a set that was left out.
 */
export const directions: readonly number[] = claimFeatureNames.map((name) =>
  raising.includes(name) ? 1 : lowering.includes(name) ? -1 : 0,
);

import { type ClaimReading, readClaim, readQuestion } from './claim-reading.ts';
import { coverageFeatures } from './coverage-features.ts';
import { type Finding, hardFindings } from './hard-evidence.ts';
import { type FeatureGroups, featureNamesOf } from './model/feature-row.ts';
import { orderFeatures } from './order-features.ts';
import { questionFeatures } from './question-features.ts';
import { indexSources } from './sources.ts';
import { wordingFeatures } from './wording-features.ts';

/** What the support model looks at, by name. None of it is the length of the claim, the answer or the sources. */
export const claimFeatures = (reading: ClaimReading, findings: readonly Finding[]): FeatureGroups => [
  coverageFeatures(reading),
  orderFeatures(reading),
  wordingFeatures(reading, findings),
  questionFeatures(reading),
];

/** The features' names in the order in which `claimFeatures` lists them. */
export const claimFeatureNames: readonly string[] = (() => {
  const sources = indexSources([]);
  const reading = readClaim('', readQuestion('', sources), sources);
  return featureNamesOf(claimFeatures(reading, hardFindings(reading)));
})();

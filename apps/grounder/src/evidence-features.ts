import { findBearing } from './bearing.ts';
import { type ClaimReading, readClaim, readQuestion } from './claim-reading.ts';
import { coverageFeatures } from './coverage-features.ts';
import { lackFeatures } from './evidence-lacks.ts';
import { sentenceFeatures } from './evidence-sentences.ts';
import { type FeatureGroups, featureNamesOf } from './model/feature-row.ts';
import { orderFeatures } from './order-features.ts';
import { indexSources, type Sources } from './sources.ts';

/** Of a longer question, a prompt with a text in it, only the beginning is read; UTF-16 units. */
const mostQuestion = 1500;

/** A question laid along the passages, as if it were a claim that they should bear out. */
export const readAsked = (question: string, sources: Sources): ClaimReading =>
  readClaim(question.slice(0, mostQuestion), readQuestion('', sources), sources);

/**
 * What the evidence model looks at, by name: how the question lies along the passages, which of its words
 * they lack, and whether something beside those that they have may be the answer. None of it is the length
 * of the question, or the length or number of the passages.
 */
export const evidenceFeatures = (reading: ClaimReading): FeatureGroups => [
  coverageFeatures(reading),
  orderFeatures(reading),
  lackFeatures(reading),
  sentenceFeatures(reading),
  passageFeatures(reading),
];

/** The share of the question that the best passage says by itself, and the one that retrieval put first. */
const passageFeatures = ({ needs, sources }: ClaimReading): Record<string, number> => {
  const shares = sources.passages.map((_, index) => findBearing(sources, needs, new Set([index])).share);
  return { passageBest: Math.max(0, ...shares), passageFirst: shares[0] ?? 0 };
};

/** The features' names in the order in which `evidenceFeatures` lists them. */
export const evidenceFeatureNames: readonly string[] = featureNamesOf(
  evidenceFeatures(readAsked('', indexSources([]))),
);

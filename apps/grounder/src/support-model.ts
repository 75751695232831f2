import { z } from 'zod';
import file from '../weights/support.json' with { type: 'json' };
import { claimFeatureNames, claimFeatures } from './claim-features.ts';
import { mixed } from './claim-mixing.ts';
import type { ClaimReading } from './claim-reading.ts';
import type { Finding } from './hard-evidence.ts';
import { rowOf } from './model/feature-row.ts';
import { modelFile, openModel } from './model/model.ts';

const supportFile = modelFile.extend({
  mixing: z.object({ own: z.number().positive(), context: z.number(), intercept: z.number() }),
});

const { mixing } = supportFile.parse(file);
const model = openModel(file, claimFeatureNames);

/** Names the built-in method and the version of its weights. */
export const supportVersion = model.version;

/** What speaks for and against a claim. */
export type Evidenced = { reading: ClaimReading; findings: readonly Finding[] };

/**
 * For each claim of an answer the probability that the sources bear it out. A claim that stands `times` in the
 * answer counts so often among the others.
 */
export const supportOf = (claims: readonly (Evidenced & { times?: number })[]): number[] => {
  const own = claims.map(({ reading, findings, times = 1 }) => ({
    own: model.logOdds(rowOf(claimFeatures(reading, findings))),
    certain: findings.some(({ certain }) => certain),
    times,
  }));
  return mixed(own, mixing);
};

import { z } from 'zod';
import file from '../weights/evidence.json' with { type: 'json' };
import type { ClaimReading } from './claim-reading.ts';
import { evidenceFeatureNames, evidenceFeatures } from './evidence-features.ts';
import { rowOf } from './model/feature-row.ts';
import { modelFile, openModel } from './model/model.ts';

const evidenceFile = modelFile.extend({ abstainBelow: z.number().min(0).max(1) });

const model = openModel(file, evidenceFeatureNames);

/** Under this score at most 5 % of the answerable questions of each training set lie. */
export const { abstainBelow } = evidenceFile.parse(file);

/** The probability that the passages hold an answer to the question. */
export const sufficiencyOf = (asked: ClaimReading): number =>
  model.probability(rowOf(evidenceFeatures(asked)));

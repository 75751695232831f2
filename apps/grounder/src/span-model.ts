import file from '../weights/spans.json' with { type: 'json' };
import type { ClaimReading } from './claim-reading.ts';
import type { Finding } from './hard-evidence.ts';
import { markedWords } from './marked-words.ts';
import { openModel } from './model/model.ts';
import { wordFeatureNames, wordFeatures } from './word-features.ts';

const model = openModel(file, wordFeatureNames);

/** 1 for each word of an unsupported claim that lacks support. */
export const unsupportedWords = (reading: ClaimReading, findings: readonly Finding[]): Uint8Array =>
  markedWords(wordFeatures(reading, findings).map((row) => model.probability(Object.values(row))));

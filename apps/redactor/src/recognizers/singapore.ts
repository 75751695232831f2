import { digitsOf, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

/** Check letters of the Immigration and Checkpoints Authority by the first letter of the number. */
const letters: Readonly<Record<string, { offset: number; letters: string }>> = {
  S: { offset: 0, letters: 'JZIHGFEDCBA' },
  T: { offset: 4, letters: 'JZIHGFEDCBA' },
  F: { offset: 0, letters: 'XWUTRQPNMLK' },
  G: { offset: 4, letters: 'XWUTRQPNMLK' },
};

export const sgNricFin: Recognizer = {
  name: 'SgFinRecognizer',
  entity: 'SG_NRIC_FIN',
  hasDigits: true,
  certain: true,
  patterns: [
    { name: 'NRIC or FIN', regex: /(?<![A-Za-z0-9-])[STFGM]\d{7}[A-Z](?![A-Za-z0-9-])/gi, score: 0.5 },
  ],
  validate: (value) => {
    const series = letters[value[0]!.toUpperCase()];
    // The M series of 2022 has a rule of its own that is not published.
    if (series === undefined) return undefined;
    const sum = weighted(digitsOf(value), [2, 7, 6, 5, 4, 3, 2], 11);
    return series.letters[(sum + series.offset) % 11] === value.at(-1)!.toUpperCase();
  },
  context: ['nric', 'fin', 'identity card', 'singapore'],
};

export const sgUen: Recognizer = {
  name: 'SgUenRecognizer',
  entity: 'SG_UEN',
  hasDigits: true,
  patterns: [
    {
      name: 'UEN',
      regex: /(?<![A-Za-z0-9-])(?:\d{8,9}[A-Z]|[TS]\d{2}[A-Z]{2}\d{4}[A-Z])(?![A-Za-z0-9-])/g,
      score: 0.3,
    },
  ],
  context: ['uen', 'unique entity number', 'acra', 'business registration'],
};

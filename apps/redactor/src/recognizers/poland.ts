import { digitsOf, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

/** Months of a PESEL: 1 to 12, plus 20 for each century after 1900, plus 80 for the one before. */
const month = '(?:[02468][1-9]|[13579][0-2])';

export const plPesel: Recognizer = {
  name: 'PlPeselRecognizer',
  entity: 'PL_PESEL',
  hasDigits: true,
  patterns: [
    {
      name: 'PESEL',
      regex: new RegExp(String.raw`(?<![\w.+-])\d{2}${month}(?:0[1-9]|[12]\d|3[01])\d{5}(?![\w-]|\.\d)`, 'g'),
      score: 0.35,
    },
  ],
  // Ministerstwo Cyfryzacji: weights 1, 3, 7, 9 in turn and the check digit, modulo 10. One number in ten fits.
  validate: (value) =>
    weighted(digitsOf(value), [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10) === 0 ? undefined : false,
  context: ['pesel', 'ewidencyjny'],
};

export const plNip: Recognizer = {
  name: 'PlNipRecognizer',
  entity: 'PL_NIP',
  hasDigits: true,
  patterns: [
    {
      name: 'NIP',
      regex: /(?<![\w.+-])(?:\d{10}|\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3})(?![\w-]|\.\d)/g,
      score: 0.1,
    },
  ],
  validate: (value) => {
    const digits = digitsOf(value);
    return weighted(digits.slice(0, 9), [6, 5, 7, 2, 3, 4, 5, 6, 7], 11) === digits[9] ? undefined : false;
  },
  context: ['nip', 'identyfikacji podatkowej'],
  needsContext: true,
};

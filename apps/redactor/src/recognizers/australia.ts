import { digitsOf, isFiller, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const auTfn: Recognizer = {
  name: 'AuTfnRecognizer',
  entity: 'AU_TFN',
  hasDigits: true,
  patterns: [{ name: 'TFN', regex: /(?<![\w.+-])\d{3} ?\d{3} ?\d{3}(?![\w-]|[ .]\d)/g, score: 0.1 }],
  // Australian Taxation Office: weights modulo 11.
  validate: (value) => {
    const digits = digitsOf(value);
    return weighted(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10], 11) === 0 && !isFiller(digits) ? undefined : false;
  },
  context: ['tfn', 'tax file'],
  needsContext: true,
};

export const auAbn: Recognizer = {
  name: 'AuAbnRecognizer',
  entity: 'AU_ABN',
  hasDigits: true,
  patterns: [{ name: 'ABN', regex: /(?<![\w.+-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w-]|[ .]\d)/g, score: 0.1 }],
  // Australian Business Register: one less than the first digit, weights modulo 89.
  validate: (value) => {
    const [first = 0, ...others] = digitsOf(value);
    return weighted([first - 1, ...others], [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19], 89) === 0
      ? undefined
      : false;
  },
  context: ['abn', 'australian business'],
  needsContext: true,
};

export const auMedicare: Recognizer = {
  name: 'AuMedicareRecognizer',
  entity: 'AU_MEDICARE',
  hasDigits: true,
  patterns: [
    { name: 'Medicare number', regex: /(?<![\w.+-])[2-6]\d{3} ?\d{5} ?\d(?![\w-]|[ .]\d)/g, score: 0.1 },
  ],
  // Services Australia: the ninth digit checks the first eight.
  validate: (value) => {
    const digits = digitsOf(value);
    return weighted(digits.slice(0, 8), [1, 3, 7, 9, 1, 3, 7, 9], 10) === digits[8] ? undefined : false;
  },
  context: ['medicare'],
  needsContext: true,
};

export const auAcn: Recognizer = {
  name: 'AuAcnRecognizer',
  entity: 'AU_ACN',
  hasDigits: true,
  patterns: [{ name: 'ACN', regex: /(?<![\w.+-])\d{3} ?\d{3} ?\d{3}(?![\w-]|[ .]\d)/g, score: 0.1 }],
  // Australian Securities and Investments Commission: weights 8 to 1, the complement of ten.
  validate: (value) => {
    const digits = digitsOf(value);
    const rest = weighted(digits.slice(0, 8), [8, 7, 6, 5, 4, 3, 2, 1], 10);
    return (10 - rest) % 10 === digits[8] ? undefined : false;
  },
  context: ['acn', 'australian company'],
  needsContext: true,
};

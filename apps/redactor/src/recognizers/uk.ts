import { digitsOf, isFiller, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const ukNhs: Recognizer = {
  name: 'NhsRecognizer',
  entity: 'UK_NHS',
  hasDigits: true,
  patterns: [
    { name: 'NHS number in groups', regex: /(?<![\w.+-])\d{3}[ -]\d{3}[ -]\d{4}(?![\w-]|\.\d)/g, score: 0.3 },
    { name: 'NHS number, digits', regex: /(?<![\w.+-])\d{10}(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  // NHS Data Dictionary: weights 10 to 2, modulus 11. One number in eleven fits, so context decides.
  validate: (value) => {
    const digits = digitsOf(value);
    if (isFiller(digits)) return false;
    return weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11) === 0 ? undefined : false;
  },
  context: ['nhs', 'national health', 'health service', 'patient'],
  needsContext: true,
};

export const ukNino: Recognizer = {
  name: 'UkNinoRecognizer',
  entity: 'UK_NINO',
  hasDigits: true,
  patterns: [
    {
      name: 'National insurance number',
      regex:
        /(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/gi,
      score: 0.6,
    },
  ],
  context: ['national insurance', 'nino', 'ni number', 'insurance number'],
};

export const ukPostcode: Recognizer = {
  name: 'UkPostcodeRecognizer',
  entity: 'UK_POSTCODE',
  hasDigits: true,
  patterns: [
    {
      name: 'Postcode',
      regex:
        /(?<![A-Za-z0-9-])[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y]) \d[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9-])/g,
      score: 0.6,
    },
  ],
  context: ['postcode', 'post code', 'address', 'postal'],
};

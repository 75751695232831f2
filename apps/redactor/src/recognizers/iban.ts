import { mod97 } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

const smallest = 15;
const largest = 34;

export const iban: Recognizer = {
  name: 'IbanRecognizer',
  entity: 'IBAN_CODE',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'IBAN',
      regex:
        /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/gu,
      score: 0.5,
    },
    {
      name: 'IBAN in lower case',
      regex: /(?<![\p{L}\p{N}])[a-z]{2}\d{2}[a-z0-9]{11,30}(?![\p{L}\p{N}])/gu,
      score: 0.5,
    },
  ],
  validate: (value) => {
    const plain = value.replace(/[ -]/g, '');
    if (plain.length < smallest || plain.length > largest) return false;
    return mod97(plain.slice(4) + plain.slice(0, 4)) === 1;
  },
  context: ['iban', 'account', 'transfer'],
};

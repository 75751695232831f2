import { digitsOf, isFiller, luhn, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const caSin: Recognizer = {
  name: 'CaSinRecognizer',
  entity: 'CA_SIN',
  hasDigits: true,
  patterns: [
    {
      name: 'SIN in groups',
      regex: /(?<![\w.+-])[1-79]\d{2}([ -])\d{3}\1\d{3}(?![\w-]|[ .]\d)/g,
      score: 0.3,
    },
    { name: 'SIN, digits', regex: /(?<![\w.+-])[1-79]\d{8}(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  // Employment and Social Development Canada: Luhn's check digit.
  validate: (value) => (luhn(digitsOf(value)) && !isFiller(digitsOf(value)) ? undefined : false),
  context: ['sin', 'social insurance', 'assurance sociale'],
  needsContext: true,
};

/** Receita Federal: a check digit over all digits before it, 11 less the sum modulo 11, where 10 and 11 become 0. */
const brazilianDigit = (digits: readonly number[], heaviest: number): number => {
  const sum = digits.reduce((total, digit, index) => total + digit * (heaviest - index), 0);
  return sum % 11 < 2 ? 0 : 11 - (sum % 11);
};

export const brCpf: Recognizer = {
  name: 'BrCpfRecognizer',
  entity: 'BR_CPF',
  hasDigits: true,
  certain: true,
  patterns: [{ name: 'CPF', regex: /(?<![\w.+-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-]|\.\d)/g, score: 0.5 }],
  validate: (value) => {
    const digits = digitsOf(value);
    return (
      !isFiller(digits) &&
      brazilianDigit(digits.slice(0, 9), 10) === digits[9] &&
      brazilianDigit(digits.slice(0, 10), 11) === digits[10]
    );
  },
  context: ['cpf'],
};

export const thTnin: Recognizer = {
  name: 'ThTninRecognizer',
  entity: 'TH_TNIN',
  hasDigits: true,
  patterns: [
    {
      name: 'Thai national identification number',
      regex: /(?<![\w.+-])[1-8](?:\d{12}|-\d{4}-\d{5}-\d{2}-\d)(?![\w-]|\.\d)/g,
      score: 0.2,
    },
  ],
  // Department of Provincial Administration: weights 13 to 2, modulo 11.
  validate: (value) => {
    const digits = digitsOf(value);
    const sum = weighted(digits.slice(0, 12), [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], 11);
    return (11 - sum) % 10 === digits[12] ? undefined : false;
  },
  context: ['thai', 'tnin', 'national id', 'บัตรประชาชน', 'เลขประจำตัว'],
  needsContext: true,
};

export const trNationalId: Recognizer = {
  name: 'TrNationalIdRecognizer',
  entity: 'TR_NATIONAL_ID',
  hasDigits: true,
  patterns: [{ name: 'T.C. kimlik no', regex: /(?<![\w.+-])[1-9]\d{10}(?![\w-]|\.\d)/g, score: 0.15 }],
  // Nüfus ve Vatandaşlık İşleri: seven times the odd places less the even ones, and the sum of ten digits.
  validate: (value) => {
    const digits = digitsOf(value);
    const odd = digits[0]! + digits[2]! + digits[4]! + digits[6]! + digits[8]!;
    const even = digits[1]! + digits[3]! + digits[5]! + digits[7]!;
    const total = digits.slice(0, 10).reduce((sum, digit) => sum + digit, 0);
    return (odd * 7 - even + 100) % 10 === digits[9] && total % 10 === digits[10] ? undefined : false;
  },
  context: ['kimlik', 'tckn', 'turkish', 'vatandaşlık'],
};

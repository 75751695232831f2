import { digitsOf, isFiller, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const frNir: Recognizer = {
  name: 'FrNirRecognizer',
  entity: 'FR_NIR',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'Numéro de sécurité sociale',
      regex:
        /(?<![\w.+-])[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\w-]|[ .]\d)/g,
      score: 0.4,
    },
  ],
  // INSEE: the key is 97 less the number modulo 97; Corsica's 2A and 2B count as 19 and 18.
  validate: (value) => {
    const plain = value.replace(/ /g, '').replace('2A', '19').replace('2B', '18');
    return 97 - (Number(plain.slice(0, 13)) % 97) === Number(plain.slice(13));
  },
  context: ['sécurité sociale', 'securite sociale', 'nir', 'insee', 'numéro de sécu'],
};

export const nlBsn: Recognizer = {
  name: 'NlBsnRecognizer',
  entity: 'NL_BSN',
  hasDigits: true,
  patterns: [
    { name: 'BSN', regex: /(?<![\w.+-])(?:\d{9}|\d{4}[. ]\d{2}[. ]\d{3})(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  // Rijksdienst voor Identiteitsgegevens: the eleven test, with -1 for the last digit.
  validate: (value) => {
    const digits = digitsOf(value);
    return weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1], 11) === 0 && !isFiller(digits) ? undefined : false;
  },
  context: ['bsn', 'burgerservicenummer', 'sofinummer', 'sofi'],
  needsContext: true,
};

export const beNationalNumber: Recognizer = {
  name: 'BeNationalNumberRecognizer',
  entity: 'BE_NATIONAL_NUMBER',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'Rijksregisternummer',
      regex: /(?<![\w.+-])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?![\w-]|\.\d)/g,
      score: 0.5,
    },
  ],
  // 97 less the first nine digits modulo 97; a 2 stands in front for those born from 2000 on.
  validate: (value) => {
    const digits = digitsOf(value).join('');
    const key = Number(digits.slice(9));
    return [digits.slice(0, 9), `2${digits.slice(0, 9)}`].some(
      (number) => 97 - (Number(number) % 97) === key,
    );
  },
  context: ['rijksregister', 'registre national', 'national number', 'insz', 'niss'],
};

export const ptNif: Recognizer = {
  name: 'PtNifRecognizer',
  entity: 'PT_NIF',
  hasDigits: true,
  patterns: [{ name: 'NIF', regex: /(?<![\w.+-])[1-35689]\d{2} ?\d{3} ?\d{3}(?![\w-]|[ .]\d)/g, score: 0.1 }],
  // Autoridade Tributária: weights 9 to 2, modulo 11, where 10 and 11 become 0.
  validate: (value) => {
    const digits = digitsOf(value);
    const check = 11 - weighted(digits.slice(0, 8), [9, 8, 7, 6, 5, 4, 3, 2], 11);
    return (check > 9 ? 0 : check) === digits[8] ? undefined : false;
  },
  context: ['nif', 'contribuinte', 'número fiscal'],
  needsContext: true,
};

export const euVatNumber: Recognizer = {
  name: 'EuVatNumberRecognizer',
  entity: 'EU_VAT_NUMBER',
  hasDigits: true,
  patterns: [
    {
      name: 'VAT number with its country',
      regex:
        /(?<![A-Za-z0-9-])(?:ATU\d{8}|BE[01]\d{9}|BG\d{9,10}|CY\d{8}[A-Z]|CZ\d{8,10}|DE\d{9}|DK\d{8}|EE\d{9}|EL\d{9}|ES[A-Z0-9]\d{7}[A-Z0-9]|FI\d{8}|FR[A-Z0-9]{2}\d{9}|GB\d{9}|HR\d{11}|HU\d{8}|IE\d{7}[A-Z]{1,2}|IT\d{11}|LT\d{9}|LU\d{8}|LV\d{11}|MT\d{8}|NL\d{9}B\d{2}|PL\d{10}|PT\d{9}|RO\d{6,10}|SE\d{10}01|SI\d{8}|SK\d{10})(?![A-Za-z0-9-])/g,
      score: 0.3,
    },
  ],
  context: ['vat', 'ust-id', 'ust id', 'ustid', 'umsatzsteuer', 'tva', 'btw', 'iva', 'moms', 'tax'],
};

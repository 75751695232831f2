import { digitsOf, isFiller, luhn } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

export const itFiscalCode: Recognizer = {
  name: 'ItFiscalCodeRecognizer',
  entity: 'IT_FISCAL_CODE',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'Codice fiscale',
      regex: /(?<![A-Za-z0-9])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/gi,
      score: 0.5,
    },
  ],
  // Decreto ministeriale 23/12/1976: characters at odd places count by a table, the sum modulo 26 is the letter.
  validate: (value) => {
    const sum = Array.from(value.toUpperCase().slice(0, 15)).reduce((total, character, index) => {
      const rank = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
      return total + (index % 2 === 0 ? oddValues[rank]! : rank);
    }, 0);
    return String.fromCharCode(65 + (sum % 26)) === value.toUpperCase().at(-1);
  },
  context: ['codice fiscale', 'fiscal'],
};

export const itVatCode: Recognizer = {
  name: 'ItVatCodeRecognizer',
  entity: 'IT_VAT_CODE',
  hasDigits: true,
  patterns: [{ name: 'Partita IVA', regex: /(?<![\w.+-])(?:IT ?)?\d{11}(?![\w-]|\.\d)/g, score: 0.1 }],
  // Agenzia delle Entrate: Luhn's check digit.
  validate: (value) => (luhn(digitsOf(value)) && !isFiller(digitsOf(value)) ? undefined : false),
  context: ['partita iva', 'p.iva', 'piva', 'vat', 'codice iva'],
  needsContext: true,
};

const document = (
  name: string,
  entity: Recognizer['entity'],
  regex: RegExp,
  context: string[],
): Recognizer => ({
  name,
  entity,
  hasDigits: true,
  patterns: [{ name: 'Document number', regex, score: 0.1 }],
  context,
  needsContext: true,
});

export const itDriverLicense = document(
  'ItDriverLicenseRecognizer',
  'IT_DRIVER_LICENSE',
  /(?<![A-Za-z0-9-])(?:[A-Z]{2}\d{7}[A-Z]|U1[A-Z0-9]{7}[A-Z])(?![A-Za-z0-9-])/g,
  ['patente', 'patente di guida', 'guida'],
);

export const itPassport = document(
  'ItPassportRecognizer',
  'IT_PASSPORT',
  /(?<![A-Za-z0-9-])[A-Z]{2}\d{7}(?![A-Za-z0-9-])/g,
  ['passaporto'],
);

export const itIdentityCard = document(
  'ItIdentityCardRecognizer',
  'IT_IDENTITY_CARD',
  /(?<![A-Za-z0-9-])(?:[A-Z]{2} ?\d{7}|\d{7}[A-Z]{2}|[A-Z]{2}\d{5}[A-Z]{2})(?![A-Za-z0-9-])/g,
  ["carta d'identit", 'carta di identit', 'carta identit', 'carta d’identit'],
);

import { digitsOf, isFiller } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

/** ISO 7064 mod 11,10, whose last digit is the check digit. */
const iso7064mod11and10 = (digits: readonly number[]): boolean => {
  const product = digits.slice(0, -1).reduce((state, digit) => {
    const sum = (digit + state) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  return (11 - product) % 10 === digits.at(-1);
};

export const deTaxId: Recognizer = {
  name: 'DeTaxIdRecognizer',
  entity: 'DE_TAX_ID',
  hasDigits: true,
  patterns: [
    { name: 'Steuer-ID', regex: /(?<![\w.+-])[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?![\w-]|[ .]\d)/g, score: 0.1 },
  ],
  // Bundeszentralamt für Steuern.
  validate: (value) => (iso7064mod11and10(digitsOf(value)) && !isFiller(digitsOf(value)) ? undefined : false),
  context: [
    'steuer-id',
    'steuer id',
    'steueridentifikation',
    'identifikationsnummer',
    'idnr',
    'tax id',
    'tin',
  ],
  needsContext: true,
};

/** Letters of German document numbers count 10 to 35; weights 7, 3, 1 in turn (ICAO 9303). */
const icao = (characters: string): number =>
  Array.from(characters).reduce(
    (sum, character, index) => sum + Number.parseInt(character, 36) * [7, 3, 1][index % 3]!,
    0,
  ) % 10;

export const deIdentityCard: Recognizer = {
  name: 'DeIdentityCardRecognizer',
  entity: 'DE_IDENTITY_CARD',
  hasDigits: true,
  patterns: [
    {
      name: 'Document number',
      regex: /(?<![A-Za-z0-9-])[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}\d?(?![A-Za-z0-9-])/g,
      score: 0.1,
    },
  ],
  validate: (value) => {
    if (!/\d/.test(value)) return false;
    return value.length < 10 || icao(value.slice(0, 9)) === Number(value.at(-1)) ? undefined : false;
  },
  context: ['personalausweis', 'ausweis', 'reisepass', 'ausweisnummer'],
  needsContext: true,
};

export const deSocialSecurity: Recognizer = {
  name: 'DeSocialSecurityRecognizer',
  entity: 'DE_SOCIAL_SECURITY',
  hasDigits: true,
  patterns: [
    {
      name: 'Versicherungsnummer',
      regex:
        /(?<![A-Za-z0-9-])\d{2} ?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2} ?[A-Z] ?\d{3}(?![A-Za-z0-9-])/g,
      score: 0.3,
    },
  ],
  // Deutsche Rentenversicherung: the letter as two digits, cross sums of weighted digits modulo 10.
  validate: (value) => {
    const plain = value
      .replace(/ /g, '')
      .replace(/[A-Z]/, (letter) => String(letter.charCodeAt(0) - 64).padStart(2, '0'));
    const digits = digitsOf(plain);
    const weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    const sum = weights.reduce((total, weight, index) => {
      const product = weight * digits[index]!;
      return total + Math.floor(product / 10) + (product % 10);
    }, 0);
    return sum % 10 === digits.at(-1) ? undefined : false;
  },
  context: ['sozialversicherung', 'rentenversicherung', 'versicherungsnummer', 'svnr', 'sv-nummer'],
};

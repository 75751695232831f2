import { digitsOf, luhn, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

const dayAndMonth = String.raw`(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])`;
const monthAndDay = String.raw`(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`;

const finnishCharacters = '0123456789ABCDEFHJKLMNPRSTUVWXY';

export const fiPersonalIdentityCode: Recognizer = {
  name: 'FiPersonalIdentityCodeRecognizer',
  entity: 'FI_PERSONAL_IDENTITY_CODE',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'Henkilötunnus',
      regex: new RegExp(
        String.raw`(?<![\w+-])${dayAndMonth}\d{2}[+\-A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![\w-])`,
        'g',
      ),
      score: 0.5,
    },
  ],
  // Digital and Population Data Services Agency: the nine digits modulo 31 name the last character.
  validate: (value) =>
    finnishCharacters[Number(value.slice(0, 6) + value.slice(7, 10)) % 31] === value.at(-1),
  context: ['hetu', 'henkilötunnus', 'personbeteckning', 'personal identity code'],
};

export const sePersonnummer: Recognizer = {
  name: 'SePersonnummerRecognizer',
  entity: 'SE_PERSONNUMMER',
  hasDigits: true,
  patterns: [
    {
      name: 'Personnummer',
      regex: new RegExp(String.raw`(?<![\w.+-])(?:19|20)?\d{2}${monthAndDay}[-+]\d{4}(?![\w-]|\.\d)`, 'g'),
      score: 0.4,
    },
    {
      name: 'Personnummer, digits',
      regex: new RegExp(String.raw`(?<![\w.+-])(?:19|20)?\d{2}${monthAndDay}\d{4}(?![\w-]|\.\d)`, 'g'),
      score: 0.1,
    },
  ],
  // Skatteverket: Luhn's check digit over the last ten digits.
  validate: (value) => (luhn(digitsOf(value).slice(-10)) ? undefined : false),
  context: ['personnummer', 'personnr', 'samordningsnummer', 'swedish personal'],
};

export const seOrganisationsnummer: Recognizer = {
  name: 'SeOrganisationsnummerRecognizer',
  entity: 'SE_ORGANISATIONSNUMMER',
  hasDigits: true,
  patterns: [
    { name: 'Organisationsnummer', regex: /(?<![\w.+-])\d{2}[2-9]\d{3}-?\d{4}(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  validate: (value) => (luhn(digitsOf(value)) ? undefined : false),
  context: ['organisationsnummer', 'orgnr', 'org.nr', 'org nr'],
  needsContext: true,
};

export const noFodselsnummer: Recognizer = {
  name: 'NoFodselsnummerRecognizer',
  entity: 'NO_FODSELSNUMMER',
  hasDigits: true,
  patterns: [
    {
      name: 'Fødselsnummer',
      regex: new RegExp(String.raw`(?<![\w.+-])${dayAndMonth}\d{2} ?\d{5}(?![\w-]|\.\d)`, 'g'),
      score: 0.4,
    },
  ],
  // Skatteetaten: two check digits modulo 11.
  validate: (value) => {
    const digits = digitsOf(value);
    return weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1], 11) === 0 &&
      weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11) === 0
      ? undefined
      : false;
  },
  context: ['fødselsnummer', 'fodselsnummer', 'personnummer', 'fnr'],
};

export const dkCpr: Recognizer = {
  name: 'DkCprRecognizer',
  entity: 'DK_CPR',
  hasDigits: true,
  patterns: [
    {
      name: 'CPR number',
      regex: new RegExp(String.raw`(?<![\w.+-])${dayAndMonth}\d{2}-?\d{4}(?![\w-]|\.\d)`, 'g'),
      score: 0.1,
    },
  ],
  context: ['cpr', 'personnummer', 'cpr-nummer'],
  needsContext: true,
};

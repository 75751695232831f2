import type { Recognizer } from './recognizer.ts';

const nifLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';

export const esNif: Recognizer = {
  name: 'EsNifRecognizer',
  entity: 'ES_NIF',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'DNI or NIE',
      regex: /(?<![A-Za-z0-9-])(?:\d{8}|[XYZ]\d{7})-?[A-Z](?![A-Za-z0-9-])/g,
      score: 0.5,
    },
  ],
  // Ministerio del Interior: the number modulo 23 names the letter; X, Y, Z of a NIE count as 0, 1, 2.
  validate: (value) => {
    const plain = value.replace('-', '');
    const number = Number(plain.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))));
    return nifLetters[number % 23] === plain.at(-1);
  },
  context: ['dni', 'nif', 'nie', 'documento'],
};

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

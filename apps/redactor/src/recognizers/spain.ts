import type { Recognizer } from './recognizer.ts';

const nifLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';

// Ministerio del Interior: the number modulo 23 names the letter; X, Y, Z of a NIE count as 0, 1, 2.
const letterFits = (value: string): boolean => {
  const plain = value.replace(/-/g, '').toUpperCase();
  const number = Number(plain.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))));
  return nifLetters[number % 23] === plain.at(-1);
};

export const esNif: Recognizer = {
  name: 'EsNifRecognizer',
  entity: 'ES_NIF',
  hasDigits: true,
  certain: true,
  patterns: [{ name: 'DNI', regex: /(?<![A-Za-z0-9-])\d{8}-?[A-Z](?![A-Za-z0-9-])/g, score: 0.5 }],
  validate: letterFits,
  context: ['dni', 'nif', 'documento'],
};

export const esNie: Recognizer = {
  name: 'EsNieRecognizer',
  entity: 'ES_NIE',
  hasDigits: true,
  certain: true,
  patterns: [{ name: 'NIE', regex: /(?<![A-Za-z0-9-])[XYZ]-?\d{7}-?[A-Z](?![A-Za-z0-9-])/g, score: 0.5 }],
  validate: letterFits,
  context: ['nie', 'extranjero', 'documento'],
};

export const esPassport: Recognizer = {
  name: 'EsPassportRecognizer',
  entity: 'ES_PASSPORT',
  hasDigits: true,
  patterns: [{ name: 'Pasaporte', regex: /(?<![A-Za-z0-9-])[A-Z]{3}\d{6}(?![A-Za-z0-9-])/g, score: 0.4 }],
  context: ['pasaporte'],
  needsContext: true,
};

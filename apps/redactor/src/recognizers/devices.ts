import { digitsOf, isFiller, luhn } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const imei: Recognizer = {
  name: 'ImeiRecognizer',
  entity: 'IMEI',
  hasDigits: true,
  patterns: [
    {
      name: 'IMEI',
      regex: /(?<![\w.+-])\d{2}([ -]?)\d{6}\1\d{6}\1\d(?![\w-]|\.\d)/g,
      score: 0.2,
    },
  ],
  // 3GPP TS 23.003: Luhn's check digit.
  validate: (value) => (luhn(digitsOf(value)) && !isFiller(digitsOf(value)) ? undefined : false),
  context: ['imei', 'handset', 'device id'],
  needsContext: true,
};

const vinWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/** ISO 3779: I, O and Q are no letters of a number; the others count 1 to 9 three times over. */
const vinValue = (character: string): number => {
  const at = 'ABCDEFGH.JKLMN.P.R..STUVWXYZ'.indexOf(character);
  if (at < 0) return Number(character);
  return at < 18 ? (at % 9) + 1 : at - 18;
};

/** ISO 3779 with the check digit at the ninth place that North America demands (49 CFR 565.15). */
const vinFits = (value: string): boolean => {
  const sum = Array.from(value).reduce(
    (total, character, index) => total + vinValue(character) * vinWeights[index]!,
    0,
  );
  return (sum % 11 === 10 ? 'X' : String(sum % 11)) === value[8];
};

export const vin: Recognizer = {
  name: 'VinRecognizer',
  entity: 'VIN',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'Vehicle identification number',
      regex: /(?<![A-Za-z0-9-])(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9-])/g,
      score: 0.2,
    },
  ],
  // Elsewhere the check digit is not used: a number that fails needs the word for it.
  validate: (value) => (vinFits(value) ? true : undefined),
  context: ['vin', 'chassis', 'vehicle identification', 'fahrgestell', 'fin'],
};

import type { Recognizer } from './recognizer.ts';

export const licensePlate: Recognizer = {
  name: 'LicensePlateRecognizer',
  entity: 'LICENSE_PLATE',
  hasDigits: true,
  patterns: [
    {
      name: 'Label and plate',
      regex:
        /(?<![\p{L}\p{N}])(?:licen[sc]e plate|number plate|plate|registration|kennzeichen|vehicle reg)(?: number| no| #)?\.?[ \t]{0,2}(?:[:=|]|is|was)?[ \t"']{0,3}(?<value>(?=[A-ZÄÖÜ -]{0,6}\d)[A-ZÄÖÜ0-9]{1,4}(?:[ -][A-ZÄÖÜ0-9]{1,6}){0,2}|[A-Z0-9]{5,8})(?![\p{L}\p{N}])/dgu,
      score: 0.7,
    },
    {
      name: 'German plate',
      regex: /(?<![\p{L}\p{N}-])[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{3,4}(?![\p{L}\p{N}-])/gu,
      score: 0.45,
    },
    {
      name: 'British, American or other plate',
      regex:
        /(?<![\p{L}\p{N}-])(?:[A-Z]{2}\d{2} ?[A-Z]{3}|\d[A-Z]{3}\d{3}|[A-Z]{3}[ -]\d{3,4}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,2})(?![\p{L}\p{N}-])/gu,
      score: 0.15,
    },
  ],
  validate: (value) => (/\d/.test(value) && value.replace(/[ -]/g, '').length >= 4 ? undefined : false),
  context: [
    'plate',
    'vehicle',
    'van',
    'lorry',
    'truck',
    'motorbike',
    'car',
    'registration',
    'registered',
    'parked',
    'driver',
    'kennzeichen',
    'licence plate',
    'license plate',
  ],
};

import { digitsOf, isFiller, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const ukNhs: Recognizer = {
  name: 'NhsRecognizer',
  entity: 'UK_NHS',
  hasDigits: true,
  patterns: [
    { name: 'NHS number in groups', regex: /(?<![\w.+-])\d{3}[ -]\d{3}[ -]\d{4}(?![\w-]|\.\d)/g, score: 0.3 },
    { name: 'NHS number, digits', regex: /(?<![\w.+-])\d{10}(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  // NHS Data Dictionary: weights 10 to 2, modulus 11. One number in eleven fits, so context decides.
  validate: (value) => {
    const digits = digitsOf(value);
    if (isFiller(digits)) return false;
    return weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11) === 0 ? undefined : false;
  },
  context: ['nhs', 'national health', 'health service', 'patient'],
  needsContext: true,
};

export const ukNino: Recognizer = {
  name: 'UkNinoRecognizer',
  entity: 'UK_NINO',
  hasDigits: true,
  patterns: [
    {
      name: 'National insurance number',
      regex:
        /(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/gi,
      score: 0.6,
    },
  ],
  context: ['national insurance', 'nino', 'ni number', 'insurance number'],
};

export const ukPostcode: Recognizer = {
  name: 'UkPostcodeRecognizer',
  entity: 'UK_POSTCODE',
  hasDigits: true,
  patterns: [
    {
      name: 'Postcode',
      regex:
        /(?<![A-Za-z0-9-])[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y]) \d[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9-])/g,
      score: 0.6,
    },
  ],
  context: ['postcode', 'post code', 'address', 'postal'],
};

export const ukPassport: Recognizer = {
  name: 'UkPassportRecognizer',
  entity: 'UK_PASSPORT',
  hasDigits: true,
  patterns: [{ name: 'British passport', regex: /(?<![\w-])(?:[A-Z]{2}\d{7}|\d{9})(?![\w-])/g, score: 0.4 }],
  context: ['uk passport', 'british passport', 'hm passport'],
  needsContext: true,
};

export const ukDrivingLicence: Recognizer = {
  name: 'UkDrivingLicenceRecognizer',
  entity: 'UK_DRIVING_LICENCE',
  hasDigits: true,
  patterns: [
    {
      // Driver and Vehicle Licensing Agency: surname, decade, month (plus 5 for women), day, year, initials, checks.
      name: 'Driver number',
      regex:
        /(?<![A-Za-z0-9-])[A-Z9]{5} ?\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\d|3[01])\d ?[A-Z9]{2}[A-Z0-9] ?[A-Z]{2}(?:\d{2})?(?![A-Za-z0-9-])/g,
      score: 0.6,
    },
  ],
  context: ['driving', 'driver', 'licence', 'dvla'],
};

export const ukVehicleRegistration: Recognizer = {
  name: 'UkVehicleRegistrationRecognizer',
  entity: 'UK_VEHICLE_REGISTRATION',
  hasDigits: true,
  patterns: [
    {
      name: 'Since 2001',
      regex: /(?<![A-Za-z0-9-])[A-HJ-PR-Y]{2}(?:0[1-9]|[1-7]\d) ?[A-HJ-PR-Z]{3}(?![A-Za-z0-9-])/g,
      score: 0.1,
    },
  ],
  context: ['dvla', 'mot', 'v5c', 'logbook'],
  needsContext: true,
};

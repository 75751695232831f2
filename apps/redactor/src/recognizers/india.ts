import { digitsOf, isFiller, verhoeff } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const inAadhaar: Recognizer = {
  name: 'InAadhaarRecognizer',
  entity: 'IN_AADHAAR',
  hasDigits: true,
  patterns: [
    {
      name: 'Aadhaar in groups',
      regex: /(?<![\w.+-]|[A-Z0-9]{4} )[2-9]\d{3}([ :-])\d{4}\1\d{4}(?![\w]|[ .-]\d)/g,
      score: 0.6,
    },
    { name: 'Aadhaar, digits', regex: /(?<![\w.+-])[2-9]\d{11}(?![\w-]|\.\d)/g, score: 0.2 },
  ],
  validate: (value) => {
    const digits = digitsOf(value);
    return verhoeff(digits) && !isFiller(digits) ? undefined : false;
  },
  context: ['aadhaar', 'aadhar', 'uidai', 'uid'],
};

export const inPan: Recognizer = {
  name: 'InPanRecognizer',
  entity: 'IN_PAN',
  hasDigits: true,
  patterns: [
    // The fourth letter is the kind of holder (Income Tax Department).
    { name: 'PAN', regex: /(?<![A-Za-z0-9])[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Za-z0-9])/g, score: 0.6 },
    {
      name: 'PAN, any letters',
      regex: /(?<![A-Za-z0-9])[A-Za-z]{5}\d{4}[A-Za-z](?![A-Za-z0-9])/g,
      score: 0.15,
    },
  ],
  context: ['pan', 'permanent account', 'income tax'],
};

export const inVoter: Recognizer = {
  name: 'InVoterRecognizer',
  entity: 'IN_VOTER',
  hasDigits: true,
  patterns: [{ name: 'EPIC number', regex: /(?<![A-Za-z0-9-])[A-Z]{3}\d{7}(?![A-Za-z0-9-])/g, score: 0.1 }],
  context: ['voter', 'epic', 'elector', 'election card'],
  needsContext: true,
};

export const inPassport: Recognizer = {
  name: 'InPassportRecognizer',
  entity: 'IN_PASSPORT',
  hasDigits: true,
  patterns: [
    {
      name: 'Indian passport',
      regex: /(?<![A-Za-z0-9-])[A-PR-WY][1-9]\d ?\d{4}[1-9](?![A-Za-z0-9-])/g,
      score: 0.4,
    },
  ],
  context: ['indian passport', 'passport of india', 'republic of india'],
  needsContext: true,
};

export const inVehicleRegistration: Recognizer = {
  name: 'InVehicleRegistrationRecognizer',
  entity: 'IN_VEHICLE_REGISTRATION',
  hasDigits: true,
  patterns: [
    {
      // States and territories by the codes of the Central Motor Vehicles Rules.
      name: 'State, district, series and number',
      regex:
        /(?<![A-Za-z0-9-])(?:A[NPRS]|BR|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK|T[GNRS]|U[KP]|WB)([ -]?)\d{1,2}\1[A-Z]{1,3}\1\d{4}(?![A-Za-z0-9-])/g,
      score: 0.5,
    },
  ],
  context: ['vehicle', 'registration', 'rto', 'car', 'plate'],
};

const base36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const inGstin: Recognizer = {
  name: 'InGstinRecognizer',
  entity: 'IN_GSTIN',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'GSTIN',
      regex: /(?<![A-Za-z0-9-])[0-3]\d[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z](?![A-Za-z0-9-])/g,
      score: 0.5,
    },
  ],
  // Goods and Services Tax Network: Luhn's scheme with 36 characters.
  validate: (value) => {
    const sum = Array.from(value.slice(0, 14)).reduce((total, character, index) => {
      const product = base36.indexOf(character) * (index % 2 === 0 ? 1 : 2);
      return total + Math.floor(product / 36) + (product % 36);
    }, 0);
    return base36[(36 - (sum % 36)) % 36] === value.at(-1);
  },
  context: ['gstin', 'gst'],
};

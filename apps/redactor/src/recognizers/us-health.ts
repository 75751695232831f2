import { digitsOf, luhn } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const usNpi: Recognizer = {
  name: 'UsNpiRecognizer',
  entity: 'US_NPI',
  hasDigits: true,
  patterns: [
    { name: 'National provider identifier', regex: /(?<![\w.+-])[12]\d{9}(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  // Centers for Medicare & Medicaid Services: Luhn's check digit over 80840 and the number.
  validate: (value) => (luhn(digitsOf(`80840${value}`)) ? undefined : false),
  context: ['npi', 'national provider', 'provider identifier'],
  needsContext: true,
};

export const usMbi: Recognizer = {
  name: 'UsMbiRecognizer',
  entity: 'US_MBI',
  hasDigits: true,
  patterns: [
    {
      // Centers for Medicare & Medicaid Services: no S, L, O, I, B, Z.
      name: 'Medicare beneficiary identifier',
      regex:
        /(?<![A-Za-z0-9-])[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![A-Za-z0-9-])/g,
      score: 0.6,
    },
  ],
  context: ['medicare', 'mbi', 'beneficiary'],
};

export const medicalLicense: Recognizer = {
  name: 'MedicalLicenseRecognizer',
  entity: 'MEDICAL_LICENSE',
  hasDigits: true,
  patterns: [
    {
      name: 'DEA certificate number',
      regex: /(?<![A-Za-z0-9-])[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}(?![A-Za-z0-9-])/gi,
      score: 0.3,
    },
  ],
  // Drug Enforcement Administration: digits 1, 3, 5 and twice digits 2, 4, 6. One number in ten fits.
  validate: (value) => {
    const [a, b, c, d, e, f, check] = digitsOf(value.slice(2)) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return (a + c + e + 2 * (b + d + f)) % 10 === check ? undefined : false;
  },
  context: ['dea', 'medical license', 'medical licence', 'certificate', 'prescriber'],
};

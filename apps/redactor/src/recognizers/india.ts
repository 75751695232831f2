import { digitsOf, isFiller, verhoeff } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

export const inAadhaar: Recognizer = {
  name: 'InAadhaarRecognizer',
  entity: 'IN_AADHAAR',
  hasDigits: true,
  patterns: [
    {
      name: 'Aadhaar in groups',
      regex: /(?<![\w.+-])[2-9]\d{3}([ :-])\d{4}\1\d{4}(?![\w]|[ .-]\d)/g,
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

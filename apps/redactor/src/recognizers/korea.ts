import { digitsOf, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

const birth = String.raw`\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`;

/** The check digit of registration numbers until October 2020; later ones end at random, so it only confirms. */
const confirms =
  (offset: number) =>
  (value: string): true | undefined => {
    const digits = digitsOf(value);
    const sum = weighted(digits.slice(0, 12), [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5], 11);
    return (offset - sum + 11) % 10 === digits[12] ? true : undefined;
  };

export const krRrn: Recognizer = {
  name: 'KrRrnRecognizer',
  entity: 'KR_RRN',
  hasDigits: true,
  patterns: [
    {
      name: 'Resident registration number',
      regex: new RegExp(String.raw`(?<![\w.+-])${birth}-[1-490]\d{6}(?![\w-]|\.\d)`, 'g'),
      score: 0.5,
    },
    {
      name: 'Resident registration number, digits',
      regex: new RegExp(String.raw`(?<![\w.+-])${birth}[1-490]\d{6}(?![\w-]|\.\d)`, 'g'),
      score: 0.1,
    },
  ],
  validate: (value) => (value.includes('-') ? confirms(11)(value) : undefined),
  context: ['rrn', 'resident registration', '주민등록번호', '주민번호', 'korean'],
};

export const krFrn: Recognizer = {
  name: 'KrFrnRecognizer',
  entity: 'KR_FRN',
  hasDigits: true,
  patterns: [
    {
      name: 'Foreigner registration number',
      regex: new RegExp(String.raw`(?<![\w.+-])${birth}-[5-8]\d{6}(?![\w-]|\.\d)`, 'g'),
      score: 0.5,
    },
  ],
  validate: confirms(13),
  context: ['frn', 'foreigner registration', 'alien registration', '외국인등록번호'],
};

export const krBrn: Recognizer = {
  name: 'KrBrnRecognizer',
  entity: 'KR_BRN',
  hasDigits: true,
  patterns: [
    {
      name: 'Business registration number',
      regex: /(?<![\w.+-])\d{3}-\d{2}-\d{5}(?![\w-]|\.\d)/g,
      score: 0.3,
    },
  ],
  // National Tax Service: weights modulo 10, the ninth digit counting its tens too.
  validate: (value) => {
    const digits = digitsOf(value);
    const sum = [1, 3, 7, 1, 3, 7, 1, 3, 5].reduce(
      (total, weight, index) => total + weight * digits[index]!,
      0,
    );
    return (10 - ((sum + Math.floor((digits[8]! * 5) / 10)) % 10)) % 10 === digits[9] ? undefined : false;
  },
  context: ['brn', 'business registration', '사업자등록번호'],
};

export const krPassport: Recognizer = {
  name: 'KrPassportRecognizer',
  entity: 'KR_PASSPORT',
  hasDigits: true,
  patterns: [
    { name: 'Passport', regex: /(?<![A-Za-z0-9-])[MSRODG]\d{3}[A-Z0-9]\d{4}(?![A-Za-z0-9-])/g, score: 0.4 },
  ],
  context: ['여권', 'korean passport', 'korea passport', '여권번호'],
  needsContext: true,
};

export const krDriverLicense: Recognizer = {
  name: 'KrDriverLicenseRecognizer',
  entity: 'KR_DRIVER_LICENSE',
  hasDigits: true,
  patterns: [
    {
      name: 'Driver licence',
      regex: /(?<![\w.+-])(?:1[1-9]|2[0-68])-\d{2}-\d{6}-\d{2}(?![\w-]|\.\d)/g,
      score: 0.45,
    },
  ],
  context: ['운전면허', 'driver', 'driving'],
};

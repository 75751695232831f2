import { digitsOf, isFiller, weighted } from '../checksums.ts';
import type { Recognizer } from './recognizer.ts';

/** Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000. */
const ssnRule = (value: string): false | undefined => {
  const digits = digitsOf(value).join('');
  if (/^(?:000|666|9)/.test(digits) || digits.slice(3, 5) === '00' || digits.endsWith('0000')) return false;
  return isFiller(digitsOf(value)) || digits === '078051120' ? false : undefined;
};

export const usSsn: Recognizer = {
  name: 'UsSsnRecognizer',
  entity: 'US_SSN',
  hasDigits: true,
  patterns: [
    { name: 'SSN with separators', regex: /(?<![\w.-])\d{3}([- .])\d{2}\1\d{4}(?![\w-]|\.\d)/g, score: 0.5 },
    { name: 'SSN, digits', regex: /(?<![\w.-])\d{9}(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  validate: ssnRule,
  context: ['ssn', 'social security', 'social', 'ssns'],
};

/** Partly masked, as logs and letters show it. */
export const maskedSsn: Recognizer = {
  name: 'MaskedSsnRecognizer',
  entity: 'US_SSN',
  patterns: [
    {
      name: 'SSN with signs for digits',
      regex: /(?<![\w*-])(?:\d{3}-[*xX]{2}-[*xX]{4}|[*xX]{3}-[*xX]{2}-\d{4})(?![\w*-])/g,
      score: 0.5,
    },
  ],
  context: ['ssn', 'social security'],
};

export const usItin: Recognizer = {
  name: 'UsItinRecognizer',
  entity: 'US_ITIN',
  hasDigits: true,
  patterns: [
    {
      name: 'ITIN with separators',
      regex: /(?<![\w.-])9\d{2}[- ](?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[- ]\d{4}(?![\w-]|\.\d)/g,
      score: 0.6,
    },
    {
      name: 'ITIN, digits',
      regex: /(?<![\w.-])9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}(?![\w-]|\.\d)/g,
      score: 0.1,
    },
  ],
  context: ['itin', 'individual taxpayer', 'taxpayer', 'tax id'],
};

export const abaRouting: Recognizer = {
  name: 'AbaRoutingRecognizer',
  entity: 'ABA_ROUTING_NUMBER',
  hasDigits: true,
  patterns: [
    {
      name: 'Routing number',
      regex: /(?<![\w.-])(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{2}-?\d{4}-?\d(?![\w-]|\.\d)/g,
      score: 0.1,
    },
  ],
  validate: (value) => (weighted(digitsOf(value), [3, 7, 1, 3, 7, 1, 3, 7, 1], 10) === 0 ? undefined : false),
  context: ['routing', 'aba', 'rtn', 'bank'],
  needsContext: true,
};

export const usBankNumber: Recognizer = {
  name: 'UsBankRecognizer',
  entity: 'US_BANK_NUMBER',
  hasDigits: true,
  patterns: [{ name: 'Account number', regex: /(?<![\w$€£-]|\d[.,])\d{6,17}(?![\w-]|[.,]\d)/g, score: 0.1 }],
  context: ['account', 'acct', 'bank', 'checking', 'savings', 'deposit'],
  needsContext: true,
};

/** An account that money goes to, without the word for it: "credited to 945456787". */
export const moneyDestination: Recognizer = {
  name: 'MoneyDestinationRecognizer',
  entity: 'US_BANK_NUMBER',
  hasDigits: true,
  patterns: [
    {
      name: 'Where money goes',
      regex:
        /(?<![A-Za-z])(?:money|sum|amount|refund|payment|funds?|released?|credit(?:ed)?|transfer(?:red)?|paid|remit(?:ted)?|went)[^.\d\n]{0,40}?(?<![A-Za-z])(?:to|into|from) (?<value>\d{8,12})(?![\w-]|[.,]\d)/dgi,
      score: 0.5,
    },
    {
      name: 'From one account to another',
      regex: /(?<![A-Za-z])from \d{8,12} to (?<value>\d{8,12})(?![\w-]|[.,]\d)/dgi,
      score: 0.5,
    },
  ],
};

export const usPassport: Recognizer = {
  name: 'UsPassportRecognizer',
  entity: 'US_PASSPORT',
  hasDigits: true,
  patterns: [{ name: 'Passport number', regex: /(?<![\w-])[A-Z]{0,2}\d{6,9}[A-Z]?(?![\w-])/g, score: 0.15 }],
  context: ['passport'],
  needsContext: true,
};

export const usDriverLicense: Recognizer = {
  name: 'UsLicenseRecognizer',
  entity: 'US_DRIVER_LICENSE',
  hasDigits: true,
  patterns: [
    {
      name: 'Letters and digits',
      regex: /(?<![\w-])[A-Z]{1,3}-?\d[\d -]{3,15}\d(?:[A-Z]{1,2})?(?![\w-])/g,
      score: 0.25,
    },
    { name: 'Digits', regex: /(?<![\w$€£-]|\d[.,])\d{6,14}(?![\w-]|[.,]\d)/g, score: 0.1 },
  ],
  context: ['driver', "driver's", 'driving', 'dl', 'licence', 'license', 'permit'],
  needsContext: true,
};

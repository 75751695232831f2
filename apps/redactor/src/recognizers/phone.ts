import { digitsOf, isFiller } from '../checksums.ts';
import { isInternationalNumber, isNationalNumber } from '../phone-numbering.ts';
import type { Recognizer } from './recognizer.ts';

/** A calendar date is written in groups of digits too. */
const date = /^(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2})$/;

/** ITU-T E.164: at most 15 digits; fewer than 7 is an extension or a short code. */
const plausible = (value: string): false | undefined => {
  if (date.test(value)) return false;
  const digits = digitsOf(value.replace(/(?:ext\.?|x|#).*$/i, ''));
  return digits.length < 7 || digits.length > 15 || isFiller(digits) ? false : undefined;
};

/** Numbers with their country: certain where the country's numbering has them, likely where it has not. */
export const internationalPhone: Recognizer = {
  name: 'PhoneRecognizer',
  entity: 'PHONE_NUMBER',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      requires: ['+'],
      name: 'International, with +',
      regex: /(?<![\w+])\+ ?[1-9](?:[ .()/\u00a0-]{0,3}\d){6,14}(?: ?(?:ext\.?|x|#) ?\d{1,6})?(?![\w%])/g,
      score: 0.75,
    },
  ],
  validate: (value) => {
    if (plausible(value) === false) return false;
    return isInternationalNumber(digitsOf(value.replace(/(?:ext\.?|x|#).*$/i, '')).join(''))
      ? true
      : undefined;
  },
};

export const phone: Recognizer = {
  name: 'PhoneRecognizer',
  entity: 'PHONE_NUMBER',
  hasDigits: true,
  patterns: [
    {
      name: 'International, with 00',
      regex: /(?<![\w/-]|\d[.,])00[1-9]\d{0,2}[ ./-](?:[ ./()-]{0,2}\d){6,12}(?![\w%])/g,
      score: 0.6,
    },
    {
      name: 'North America',
      regex:
        /(?<![\w+/$€£-]|\d[.,])(?:1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?: ?(?:ext\.?|x|#) ?\d{1,6})?(?!\w|-\d)/gi,
      score: 0.6,
    },
    {
      name: 'North America, with a trunk prefix',
      regex:
        /(?<![\w+/$€£-]|\d[.,])001[ .-]\d{3}[ .-]\d{3}[ .-]\d{4}(?: ?(?:ext\.?|x) ?\d{1,6})?(?!\w|-\d)/gi,
      score: 0.7,
    },
    {
      name: 'National, with area code in brackets',
      regex: /(?<![\w+$€£-]|\d[.,])\(0\d{1,5}\)[ /-]?\d(?:[ -]?\d){4,9}(?![\w%])/g,
      score: 0.65,
    },
    {
      name: 'National, in groups',
      regex: /(?<![\w+/$€£-]|\d[.,]|[A-Z0-9]{4} )0\d{1,4}(?:[ ./-]\d{2,8}){1,4}(?![\w%/]|[.-]\d)/g,
      score: 0.4,
    },
    {
      name: 'India, mobile',
      regex: /(?<![\w+/$€£-]|\d[.,])(?:0|91[ -])?[6-9]\d{4}[ -]\d{5}(?!\w|-\d)/g,
      score: 0.5,
    },
    {
      name: 'Where to call',
      regex:
        /(?<![\p{L}\p{N}])(?:call|contact|reach|ring|phone|text|dial)(?:ed|ing)? [^.\d\n]{1,50}?(?<!\p{L})(?:at|on|under) (?<value>\d{7,12}|\d{2,3}(?: \d{2,4}){2,3})(?![\p{L}\p{N}%]|[.,-]\d)/dgiu,
      score: 0.5,
    },
    {
      name: 'Local number',
      regex: /(?<![\w+/$€£-]|\d[.,])[2-9]\d{2}[ .-]\d{4}(?![\w%]|[.,-]\d)/g,
      score: 0.15,
    },
    { name: 'Digits', regex: /(?<![\w+/$€£#-]|\d[.,])\d{7,15}(?![\w%]|[.,-]\d)/g, score: 0.1 },
    {
      name: 'Groups of digits',
      regex: /(?<![\w+/$€£#-]|\d[.,])(?:\(\d{2,4}\) ?)?\d{2,5}(?:[ .-]\d{2,7}){1,4}(?![\w%]|[.,-]\d)/g,
      score: 0.1,
    },
  ],
  validate: plausible,
  context: [
    'phone',
    'telephone',
    'tel',
    'mobile',
    'cell',
    'call',
    'fax',
    'dial',
    'whatsapp',
    'answering at',
    'registered number',
    'my registered',
    'desk',
    'office',
    'sms',
    'text me',
    'reach',
    'handy',
    'contact number',
    'ring me',
  ],
};

/** Numbers without a country, as they are dialled within one of these regions (ISO 3166): they need no context. */
export const nationalPhone = (regions: readonly string[]): Recognizer => ({
  name: 'NationalPhoneRecognizer',
  entity: 'PHONE_NUMBER',
  hasDigits: true,
  patterns: [
    {
      name: 'As dialled within the region',
      regex:
        /(?<![\w+/$€£#-]|\d[.,])(?:\(\d{1,5}\)[ ]?)?(?:\d{7,12}|\d{2,5}(?:[ .-]\d{2,8}){1,5})(?![\w%]|[.,-]\d)/g,
      score: 0.5,
    },
  ],
  validate: (value) => {
    if (plausible(value) === false) return false;
    const digits = digitsOf(value).join('');
    return regions.some((region) => isNationalNumber(digits, region)) ? undefined : false;
  },
  context: ['phone', 'tel', 'mobile', 'call', 'fax'],
});

import type { Recognizer } from './recognizer.ts';

const months =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';

/** A calendar date in digits or with a month's name, as the middle part of a pattern. */
const dateForms = [
  String.raw`\d{4}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])`,
  String.raw`(?:0?[1-9]|[12]\d|3[01])(?:[-/.](?:0?[1-9]|[12]\d|3[01])[-/.]\d{4}|[-/](?:0?[1-9]|[12]\d|3[01])[-/]\d{2})`,
  String.raw`(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[ -](?:of )?${months}\.?,?[ -]\d{2,4}`,
  String.raw`${months}\.? (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? \d{4}`,
];
/** With dots and a two-digit year too, where something in front says that it is a date. */
const dateBehindLabel = String.raw`(?:${dateForms.join('|')}|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.\d{2}(?!\d))`;
const date = `(?:${dateForms.join('|')})`;

const bornBefore = String.raw`(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?|born(?: on)?|geboren(?: am)?|geburtsdatum|née? le)`;

export const dateOfBirth: Recognizer = {
  name: 'DateOfBirthRecognizer',
  entity: 'DATE_OF_BIRTH',
  hasDigits: true,
  patterns: [
    {
      name: 'Date of birth',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])${bornBefore}[ \t]{0,4}[:=|(-]{0,2}[ \t"']{0,4}(?:is |was |on ){0,2}(?<value>${dateBehindLabel})(?![\p{L}\p{N}])`,
        'dgiu',
      ),
      score: 0.9,
    },
    {
      // "your date of birth, which we have as 9 February 1960"
      name: 'Date of birth in a sentence',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?)[^.\d\n]{1,40}?(?<![\p{L}\p{N}])(?<value>${dateBehindLabel})(?![\p{L}\p{N}])`,
        'dgiu',
      ),
      score: 0.7,
    },
    {
      // "all you know about me: 9 February 1960, my address": what a person is told apart by.
      name: 'Date first among personal details',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?:about (?:me|him|her|them)|personal (?:details|data|information)|my (?:details|data)|identity)[ \t]{0,2}: ?(?<value>${date})(?![\p{L}\p{N}])`,
        'dgiu',
      ),
      score: 0.7,
    },
    {
      name: 'Date before what it is',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}./-])(?<value>${date}) (?:as|is|was|\() ?(?:my|your|his|her|their|the)? ?(?:date of birth|birth ?date|birthday|dob)(?![\p{L}\p{N}])`,
        'dgiu',
      ),
      score: 0.8,
    },
  ],
};

/** "18.12.28" is a date in half of Europe, and a version number everywhere: words decide. */
export const dottedDate: Recognizer = {
  name: 'DottedDateRecognizer',
  entity: 'DATE_TIME',
  hasDigits: true,
  patterns: [
    {
      name: 'Day, month and two digits of the year',
      regex: /(?<![\w.-])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.\d{2}(?![\w-]|\.\d)/g,
      score: 0.2,
    },
  ],
  context: [
    'date',
    'dated',
    'am',
    'vom',
    'den',
    'geboren',
    'born',
    'birth',
    'expires',
    'signed',
    'due',
    'le',
  ],
  needsContext: true,
};

export const dateTime: Recognizer = {
  name: 'DateRecognizer',
  entity: 'DATE_TIME',
  hasDigits: true,
  patterns: [
    {
      name: 'ISO 8601',
      regex:
        /(?<![\p{L}\p{N}.-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?![\p{L}\p{N}])/gu,
      score: 0.8,
    },
    {
      name: 'Date',
      regex: new RegExp(String.raw`(?<![\p{L}\p{N}./-])${date}(?![\p{L}\p{N}/-])`, 'giu'),
      score: 0.6,
    },
    {
      name: 'Year',
      regex:
        /(?<![\p{L}\p{N}-])(?:in|since|of|from|until|by|during|before|after|between) (?<value>(?:19\d\d|20[0-4]\d)s?)(?![\p{L}\p{N}%:/-]|[.,]\d)/dgiu,
      score: 0.45,
    },
  ],
};

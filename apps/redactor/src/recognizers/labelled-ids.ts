import type { EntityType } from '../entities.ts';
import type { Recognizer } from './recognizer.ts';

/**
 * What may stand between a label and its value: "ID: x", "number is x", "no. x", "#x", a table's bar.
 * Each part at most once.
 */
const between = String.raw`\.?(?: with the)?(?:[ _-]?(?:id|identifier|number|num|no|nr|code|card|ref(?:erence)?|#)\b\.?(?!-[A-Za-z0-9])){0,2}[ \t]{0,4}(?:[:=#|]|is\b|-)?[ \t"'*]{0,4}#?`;

/** An identifier: letters and digits in up to five groups with at least one digit, or "ID-" and capitals. */
const identifier = String.raw`(?:(?=[A-Za-z/_.-]{0,20}\d)[A-Za-z0-9]{1,20}(?:[-/_.][A-Za-z0-9]{1,20}){0,4}|ID-[A-Z0-9]{5,20})`;

type Labels = {
  /** The beginnings of the labels, as `phraseIndex` takes them. */
  words: readonly string[];
  /** The labels as an expression. */
  labels: string;
  /** Letters with which such an identifier itself begins, as in `EMP-20934`. */
  prefixes?: string;
};

const labelled = (entity: EntityType, name: string, { words, labels, prefixes }: Labels): Recognizer => ({
  name,
  entity,
  aroundContext: true,
  context: words,
  patterns: [
    ...(prefixes === undefined
      ? []
      : [
          {
            name: 'Identifier with a prefix',
            regex: new RegExp(
              String.raw`(?<![\p{L}\p{N}])(?:${prefixes})[-:# ]{1,2}\d[\dA-Z-]{2,14}(?![\p{L}\p{N}])`,
              'gu',
            ),
            score: 0.75,
          },
        ]),
    {
      name: 'Label and value',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?:${labels})${between}(?<value>${identifier})(?![\p{L}\p{N}])`,
        'dgiu',
      ),
      score: 0.7,
    },
  ],
  // "policy 7" and "member 2 of 3" are ordinals, "policy 2024" is a year's.
  validate: (value) =>
    value.replace(/[^\p{L}\p{N}]/gu, '').length < 4 || /^(?:19|20)\d\d$/.test(value) ? false : undefined,
});

/** Identifiers of a person in somebody's own numbering: known only by the label in front of them. */
export const labelledIds: readonly Recognizer[] = [
  labelled('MEDICAL_RECORD_NUMBER', 'MedicalRecordRecognizer', {
    words: [
      'medical',
      'mrn',
      'patient',
      'hospital',
      'chart',
      'health',
      'record',
      'nhi',
      'patientennummer',
      'akte',
    ],
    labels:
      'medical record|mrn|patient(?: mrn| id| number| no| record)|hospital number|chart number|health (?:record|card|id)|record number|hospital no|medical(?: id| number)|patientennummer',
    prefixes: 'MRN|PAT',
  }),
  labelled('EMPLOYEE_ID', 'EmployeeIdRecognizer', {
    words: [
      'employee',
      'emp',
      'eid',
      'staff',
      'personnel',
      'payroll',
      'badge',
      'personalnummer',
      'worker',
      'clock',
    ],
    labels:
      'employee(?: id card| id| number| no| badge| code)?|emp id|staff(?: id| number| no| card)|personnel(?: id| number| no| file)|payroll(?: id| number| no)|badge|personalnummer|worker id|clock number',
    prefixes: 'EMP|EID',
  }),
  labelled('POLICY_NUMBER', 'PolicyNumberRecognizer', {
    words: [
      'policy',
      'pol',
      'insurance',
      'claim',
      'member',
      'membership',
      'subscriber',
      'versicherungsnummer',
      'beneficiary',
      'insured',
      'covered',
      'cover',
      'force',
    ],
    labels:
      'policy(?: number| no| id|holder id)?|insurance(?: policy| number| no| id| code| card)?|claim(?: number| no| id)|member(?:ship)?(?: number| no| id)|subscriber id|versicherungsnummer|beneficiary id|(?:insured|covered|in force) under',
    prefixes: 'POL',
  }),
  labelled('US_BANK_NUMBER', 'BankAccountRecognizer', {
    words: ['bank', 'account', 'acct', 'kontonummer', 'konto'],
    labels: '(?:bank )?account(?: number| no)|acct(?: number| no)?|kontonummer|konto-?nr',
  }),
  labelled('CUSTOMER_ID', 'CustomerIdRecognizer', {
    words: [
      'customer',
      'cust',
      'client',
      'account',
      'user',
      'kundennummer',
      'loyalty',
      'student',
      'candidate',
      'resident',
      'tenant',
    ],
    labels:
      'customer(?: number| no| id)|client(?: number| no| id)|account id|user id|kundennummer|loyalty(?: number| no| id| card)|student(?: number| no| id)|candidate id|resident id|tenant id',
    prefixes: 'CUST',
  }),
  labelled('NATIONAL_ID', 'NationalIdRecognizer', {
    words: [
      'national',
      'identity',
      'id',
      'citizen',
      'ausweis',
      'personal',
      'government',
      'cédula',
      'cedula',
      'documento',
    ],
    labels:
      'national(?: identity| identification)?(?: card| id| number| no)|identity(?: card| document| number| no)|id card|citizen(?:ship)? (?:id|number|card)|personal (?:id|identification|identity)(?: number| code)?|government id|c[ée]dula|documento de identidad',
  }),
  labelled('US_PASSPORT', 'LabelledPassportRecognizer', {
    words: ['passport', 'reisepass', 'pasaporte', 'passeport'],
    labels: 'passport(?: number| no| id| card)?|reisepass(?:nummer)?|pasaporte|passeport',
  }),
  labelled('US_DRIVER_LICENSE', 'LabelledLicenseRecognizer', {
    words: ['driver', 'drivers', "driver's", 'driver’s', 'driving', 'dl', 'führerschein', 'permis'],
    labels:
      "driver(?:['’]?s)? licen[sc]e(?: number| no| id)?|driving licen[sc]e(?: number| no| id)?|dl(?: number| no)?|führerschein(?:nummer)?|permis de conduire",
  }),
  labelled('IN_AADHAAR', 'LabelledAadhaarRecognizer', {
    words: ['aadhaar', 'aadhar'],
    labels: 'aadhaa?r(?: card| number| no)?',
  }),
  labelled('IN_PAN', 'LabelledPanRecognizer', {
    words: ['pan', 'permanent'],
    labels: 'pan(?: card(?: number| no)?| number| no)|permanent account number',
  }),
  {
    name: 'LabelledIbanRecognizer',
    entity: 'IBAN_CODE',
    aroundContext: true,
    context: ['iban'],
    patterns: [
      {
        name: 'Label and account, whatever its check digits say',
        regex: new RegExp(
          String.raw`(?<![\p{L}\p{N}])(?i:iban)${between}(?<value>[A-Z]{2}\d{2} ?[A-Z0-9]{2,4}(?: ?(?=[A-Z]{0,3}\d)[A-Z0-9]{1,4}){2,7})(?![\p{L}\p{N}])`,
          'dgu',
        ),
        score: 0.6,
      },
    ],
  },
  {
    name: 'LabelledCardRecognizer',
    entity: 'CREDIT_CARD',
    aroundContext: true,
    context: ['credit', 'debit', 'payment'],
    patterns: [
      {
        name: 'Label and card, whatever its check digit says',
        regex: new RegExp(
          String.raw`(?<![\p{L}\p{N}])(?:credit|debit|payment) card${between}(?<value>\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7})(?![\p{L}\p{N}])`,
          'dgiu',
        ),
        score: 0.6,
      },
    ],
  },
];

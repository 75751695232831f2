import type { EntityType } from '../entities.ts';
import type { Recognizer } from './recognizer.ts';

/**
 * What may stand between a label and its value: "ID: x", "number is x", "no. x", "#x", a table's bar.
 * Each part at most once.
 */
const between = String.raw`\.?(?:[ _-]?(?:id|identifier|number|num|no|nr|code|card|ref(?:erence)?|#)\b\.?){0,2}[ \t]{0,4}(?:[:=#|]|is\b|-)?[ \t"'*]{0,4}#?`;

/** An identifier: letters and digits in up to five groups, with at least one digit, three characters or more. */
const identifier = String.raw`(?=[A-Za-z/_.-]{0,20}\d)[A-Za-z0-9]{1,20}(?:[-/_.][A-Za-z0-9]{1,20}){0,4}`;

/** `prefixes`: letters with which such an identifier itself begins, as in `EMP-20934`. */
const labelled = (entity: EntityType, name: string, labels: string, prefixes?: string): Recognizer => ({
  name,
  entity,
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
  labelled(
    'MEDICAL_RECORD_NUMBER',
    'MedicalRecordRecognizer',
    'medical record|mrn|patient(?: id| number| no)|hospital number|chart number|health record|record number|hospital no|medical id',
    'MRN',
  ),
  labelled(
    'EMPLOYEE_ID',
    'EmployeeIdRecognizer',
    'employee(?: id| number| no)|emp id|staff(?: id| number| no)|personnel(?: id| number| no)|payroll(?: id| number| no)|badge|personalnummer|worker id',
    'EMP|EID',
  ),
  labelled(
    'POLICY_NUMBER',
    'PolicyNumberRecognizer',
    'policy(?: number| no| id|holder id)?|insurance(?: number| no| id)|claim(?: number| no| id)|member(?:ship)?(?: number| no| id)|subscriber id|versicherungsnummer',
    'POL',
  ),
  labelled(
    'US_BANK_NUMBER',
    'BankAccountRecognizer',
    '(?:bank )?account(?: number| no)|acct(?: number| no)?|kontonummer',
  ),
  labelled(
    'CUSTOMER_ID',
    'CustomerIdRecognizer',
    'customer(?: number| no| id)|client(?: number| no| id)|account id|user id|kundennummer|loyalty(?: number| no| id| card)|student(?: number| no| id)|candidate id|resident id|tenant id',
    'CUST',
  ),
];

import type { Recognizer } from './recognizer.ts';

/** Countries of ISO 3166 that banks in SWIFT's directory stand in. */
const countries =
  'A[DEFGILMOQRTUWZ]|B[ABDEFGHIJMNORSTWYZ]|C[ACDFGHIKLMNORUVWYZ]|D[EJKMOZ]|E[CEGRST]|F[IJKMOR]|G[ABDEFGHILMNPQRTUWY]|H[KNRTU]|I[DELMNQRST]|J[EMOP]|K[EGHIMNPRWYZ]|L[ABCIKRSTUVY]|M[ACDEGHKLMNOQRSTUVWXYZ]|N[ACEGILOPRUZ]|OM|P[AEFGHKLMNRSTWY]|QA|R[EOSUW]|S[ABCDEGHIJKLMNORSTVXYZ]|T[CDFGHJKLMNORTVWZ]|U[AGSYZ]|V[ACEGINU]|W[FS]|XK|Y[ET]|Z[AMW]';

export const swiftCode: Recognizer = {
  name: 'SwiftCodeRecognizer',
  entity: 'SWIFT_CODE',
  patterns: [
    {
      name: 'BIC',
      regex: new RegExp(
        `(?<![A-Za-z0-9-])[A-Z]{4}(?:${countries})[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9-])`,
        'g',
      ),
      score: 0.2,
    },
  ],
  context: ['swift', 'bic', 'swift code', 'bank identifier'],
  needsContext: true,
};

export const ukSortCode: Recognizer = {
  name: 'UkSortCodeRecognizer',
  entity: 'UK_SORT_CODE',
  hasDigits: true,
  patterns: [{ name: 'Sort code', regex: /(?<![\w.+-])\d{2}([ -]?)\d{2}\1\d{2}(?![\w-]|\.\d)/g, score: 0.4 }],
  context: ['sort code', 'sortcode'],
  needsContext: true,
};

export const inIfsc: Recognizer = {
  name: 'InIfscRecognizer',
  entity: 'IN_IFSC',
  hasDigits: true,
  patterns: [{ name: 'IFSC', regex: /(?<![A-Za-z0-9-])[A-Z]{4}0[A-Z0-9]{6}(?![A-Za-z0-9-])/g, score: 0.4 }],
  context: ['ifsc', 'branch code', 'neft', 'rtgs'],
};

export const bankAccount: Recognizer = {
  name: 'BankAccountNumberRecognizer',
  entity: 'US_BANK_NUMBER',
  hasDigits: true,
  patterns: [
    {
      name: 'Account with its bank',
      regex: /(?<![A-Za-z0-9-])[A-Z]{4}\d{8,16}(?![A-Za-z0-9-])/g,
      score: 0.1,
    },
  ],
  context: ['account', 'acct', 'bank'],
  needsContext: true,
};

export const taxId: Recognizer = {
  name: 'TaxIdRecognizer',
  entity: 'TAX_ID',
  hasDigits: true,
  patterns: [
    { name: 'Employer identification number', regex: /(?<![\w.+-])\d{2}-\d{7}(?![\w-]|\.\d)/g, score: 0.2 },
    {
      name: 'Tax number in groups',
      regex: /(?<![\w.+-])\d{2,4}(?:[/ -]\d{3,5}){1,3}(?![\w/-]|\.\d)/g,
      score: 0.1,
    },
    { name: 'Tax number', regex: /(?<![\w.+-])(?:[A-Z]{0,4}-?)\d{8,12}[A-Z]?(?![\w-]|\.\d)/g, score: 0.1 },
  ],
  context: [
    'ein',
    'tin',
    'fein',
    'tax id',
    'tax number',
    'tax no',
    'tax identification',
    'taxpayer',
    'employer identification',
    'steuernummer',
    'utr',
    'numéro fiscal',
    'atin',
  ],
  needsContext: true,
};

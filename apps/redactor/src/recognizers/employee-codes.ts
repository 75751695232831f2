import type { Recognizer } from './recognizer.ts';

/** Numbers of employees without a label of their own: by their form, and by where they stand. */
export const employeeCodes: readonly Recognizer[] = [
  {
    name: 'CodeOfAHeadingRecognizer',
    entity: 'EMPLOYEE_ID',
    hasDigits: true,
    patterns: [
      {
        // "Missing badge, E204417": whom a paper is about, where nothing says that the number is a thing's.
        name: 'Code at the end of a heading',
        regex:
          /^(?!.*\b(?i:invoice|order|ticket|case|claim|contract|delivery|batch|part|serial|model|version|flight|room)\b)[^\n,]{3,80}, (?<value>[A-Z]\d{6}|\d{2}-\d{4}-[A-Z])$/dg,
        score: 0.4,
      },
    ],
  },
  {
    name: 'EmployeeCodeRecognizer',
    entity: 'EMPLOYEE_ID',
    hasDigits: true,
    patterns: [
      { name: 'Year, number and letter', regex: /(?<![\w.+-])\d{2}-\d{4}-[A-Z](?![\w-])/g, score: 0.15 },
      { name: 'Letter and six digits', regex: /(?<![\w.+-])[A-Z]\d{6}(?![\w-])/g, score: 0.1 },
    ],
    context: [
      'employee',
      'staff',
      'personnel',
      'payroll',
      'badge',
      'leave',
      'filed',
      'colleague',
      'human resources',
      'in charge',
      'your file',
      'my file',
      'his file',
      'her file',
      'injury',
      'workplace',
    ],
    needsContext: true,
  },
];

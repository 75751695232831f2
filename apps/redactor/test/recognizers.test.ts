import { describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { entityTypes } from '../src/entities.ts';
import { familyOf } from '../src/entity-families.ts';
import { recognizers } from '../src/recognizers/all.ts';
import { findAll } from '../src/recognizers/find.ts';
import { values } from './value-of-each-type.ts';

const found = (text: string): string[] =>
  analyze(text).map(({ entity, start, end }) => `${entity} ${text.slice(start, end)}`);

describe('a value by its form', () => {
  it.each(values)('is found: %s %s', (entity, value, text) => {
    expect(found(text)).toContain(`${entity} ${value}`);
  });
});

describe('an expression', () => {
  it('is looked for again and again, or looking would never end', () => {
    const expressions = recognizers.flatMap(({ patterns = [] }) => patterns.map(({ regex }) => regex));
    expect(expressions.filter(({ global }) => !global)).toEqual([]);
  });
});

const harmless: [string, string][] = [
  ['an order number', 'Order 2023-118844 was shipped.'],
  ['an amount', 'It costs $1,234,567.89 or €12 345 678.'],
  ['a version', 'Upgrade to 10.2.3 or 1.2.3.4.'],
  ['a hash', 'commit 3cfe3c6a9b0d1e2f3a4b5c6d7e8f901234567890'],
  ['a time stamp', 'Epoch 1686572618300 starts the window.'],
  ['a card number whose check digit fails', 'Reference 4111 1111 1111 1112 stays.'],
  ['an IBAN whose check digits fail', 'GB83 WEST 1234 5698 7654 32'],
  ['a routing number without a word about banks', 'Part 021000021 is in stock.'],
  ['a page range', 'See pages 1200-1250 of volume 12.'],
  ['a share of a year', 'In 2019-2020 it grew 12.5 percent.'],
  ['a date in digits', 'On 04.09.2025, 07/05/2023 and 2023-11-12 the phone was off.'],
  ['the number of a thing in a heading', 'Purchase order, P204417'],
  ['a code without a word about people', 'Take P204417 from the shelf.'],
  ['an invoice beside a name', 'Delivery, INV-18798, was late.'],
  ['a password that is spoken of', 'I gave no password to anyone. The password is fine.'],
  ['a ticket', 'The team closed ticket #4410921.'],
  [
    'words about passwords',
    'Your password is required. The password must expire. Reset the password policy.',
  ],
  ['words in C++', 'std::vector and a::b are fine.'],
  ['a policy without a number', 'Policy 7 and employee 12 agree; member 2 of 3.'],
  ['a version that looks like a date', 'Upgrade from 18.12.28 to 18.12.29.'],
  ['the middle of an account number', 'The value CZ37 0513 6198 8182 0861 6587 fails.'],
  ['a word that begins like a context word', 'The panel 123456789 and the carpet 7781234.'],
  ['a user in a sentence', 'The user is logged in as the manual says; user error 12.'],
  ['a mistyped CPF', 'Value 529.982.247-26 there.'],
  ['a mistyped GSTIN', 'Value 27AAPFU0939F1ZX there.'],
  ['an age of things', 'It takes 12 years and turned 5 pages.'],
  ['the name of a country', 'From the Czech Republic to Saudi Arabia.'],
  ['a mention with an e-mail and a colon', 'RT to us: now'],
  ['a bitcoin address that is mistyped', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'],
];

describe('what looks like personal data and is none', () => {
  it.each(harmless)('is left alone: %s', (_, text) => {
    const found = analyze(text).map(({ entity }) => entity);
    expect(found.filter((entity) => entity !== 'DATE_TIME' && entity !== 'LOCATION')).toEqual([]);
  });
});

describe('a role', () => {
  it('makes no person of capitals that are words', () => {
    const text = 'The form is called Customer Service, Support and Patient Records, Archive.';
    expect(found(text).filter((finding) => finding.startsWith('PERSON'))).toEqual([]);
  });
});

describe('a date', () => {
  it('is no date of birth without a word that says so', () => {
    expect(found('The contract of 12 March 1984 ended.')).toEqual(['DATE_TIME 12 March 1984']);
  });
});

describe('context', () => {
  it('makes weak findings count, and says which word did', () => {
    expect(analyze('The number is 9469 9966.')).toEqual([]);
    const [finding] = analyze('My phone is 9469 9966.');
    expect(finding).toMatchObject({ entity: 'PHONE_NUMBER', score: 0.45, because: { contextWord: 'phone' } });
  });

  it('does not reach across a blank line', () => {
    expect(analyze('Phone\n\n9469 9966')).toEqual([]);
  });
});

describe('a context word', () => {
  it.each(['SSN', 'ssns', 'ssn_of_user', 'SSN-No', 'social security no.'])('counts as %s', (word) => {
    expect(found(`${word} 219099999`)).toEqual(['US_SSN 219099999']);
  });

  it('is one of the ten words in front or of the four behind', () => {
    const far = 'one two three four five six seven eight nine ten eleven';
    expect(found(`routing ${far} 021000021`)).toEqual([]);
    expect(found(`routing ${far.slice(0, 13)} 021000021`)).toEqual(['ABA_ROUTING_NUMBER 021000021']);
    expect(found('021000021 is the routing')).toEqual(['ABA_ROUTING_NUMBER 021000021']);
    expect(found(`021000021 ${far} routing`)).toEqual([]);
  });

  it('that is nearest decides between two readings of one number', () => {
    expect(found('ABA 021000021 and passport 912803456')).toEqual([
      'ABA_ROUTING_NUMBER 021000021',
      'US_PASSPORT 912803456',
    ]);
  });

  it('may be given with the request', () => {
    expect(analyze('9469 9966', { context: ['Phone'] })).toMatchObject([
      { entity: 'PHONE_NUMBER', score: 0.45 },
    ]);
  });
});

describe('telephone numbers of a region', () => {
  it('need no context there, and stay none elsewhere', () => {
    const text = 'It is 6502530000 or 9469 9966.';
    expect(analyze(text)).toEqual([]);
    expect(
      analyze(text, { phoneRegions: ['US', 'SG'] }).map(({ start, end }) => text.slice(start, end)),
    ).toEqual(['6502530000', '9469 9966']);
  });
});

describe('findings near the threshold', () => {
  it('are the same whether or not the search skipped what cannot reach it', () => {
    for (const [, , text] of values) {
      const all = findAll(recognizers, text).filter(({ score }) => score >= 0.4);
      expect(findAll(recognizers, text, { threshold: 0.4 })).toEqual(expect.arrayContaining(all));
    }
  });
});

describe('overlapping findings', () => {
  it('leave the longer one where it is sure, so that an address in a link is one finding', () => {
    expect(found('https://example.org/u?mail=ada@example.org')).toEqual([
      'URL https://example.org/u?mail=ada@example.org',
    ]);
  });

  it('never overlap in the answer', () => {
    const text = values.map(([, , sentence]) => sentence).join('\n');
    const findings = analyze(text);
    for (const [index, { start }] of findings.entries()) {
      expect(start).toBeGreaterThanOrEqual(findings[index - 1]?.end ?? 0);
    }
  });
});

describe('a value found once', () => {
  it('is found wherever it stands', () => {
    expect(found('Employee ID: 20934-X7. Then 20934-X7 left, but not 20934-X77.')).toEqual([
      'EMPLOYEE_ID 20934-X7',
      'EMPLOYEE_ID 20934-X7',
    ]);
  });
});

describe('options', () => {
  it('narrow the types, raise the threshold and allow values', () => {
    const text = 'ada@example.org and bob@example.org, phone +44 20 7946 0958';
    expect(analyze(text, { entities: ['PHONE_NUMBER'] }).map(({ entity }) => entity)).toEqual([
      'PHONE_NUMBER',
    ]);
    expect(analyze(text, { threshold: 1 }).map(({ entity }) => entity)).not.toContain('URL');
    expect(
      analyze(text, { entities: ['EMAIL_ADDRESS'], allowList: ['bob@example.org'] }).map(({ start, end }) =>
        text.slice(start, end),
      ),
    ).toEqual(['ada@example.org']);
  });
});

describe('the types', () => {
  it('each have a value above, but for names', () => {
    const named = new Set<string>([
      ...values.map(([entity]) => entity),
      'PERSON',
      'ORGANIZATION',
      'IN_PASSPORT',
    ]);
    expect(entityTypes.filter((entity) => !named.has(entity))).toEqual([]);
  });

  it('belong to a family that other vocabularies have too', () => {
    expect(familyOf('US_PASSPORT')).toBe(familyOf('PASSPORT'));
    expect(familyOf('MEDICAL_RECORD_NUMBER')).toBe(familyOf('MEDICAL_RECORD'));
    expect(familyOf('API_KEY')).toBe(familyOf('SECRET'));
    expect(familyOf('EMAIL_ADDRESS')).toBe('EMAIL_ADDRESS');
  });
});

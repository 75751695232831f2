import { describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { type EntityType, entityTypes } from '../src/entities.ts';
import { familyOf } from '../src/entity-families.ts';
import { recognizers } from '../src/recognizers/all.ts';
import { findAll } from '../src/recognizers/find.ts';

const found = (text: string): string[] =>
  analyze(text).map(({ entity, start, end }) => `${entity} ${text.slice(start, end)}`);

const values: [EntityType, string, string][] = [
  ['EMAIL_ADDRESS', 'ada.l+x@mail.example.co.uk', 'Write to ada.l+x@mail.example.co.uk.'],
  ['EMAIL_ADDRESS', 'ada@example.org', "the login 'ada@example.org' failed"],
  ['EMAIL_ADDRESS', 'ada [at] example.org', 'Write to ada [at] example.org!'],
  ['PHONE_NUMBER', '+44 20 7946 0958', 'Ring +44 20 7946 0958 now.'],
  ['PHONE_NUMBER', '(415) 555-2671', 'Office: (415) 555-2671'],
  ['PHONE_NUMBER', '1-800-555-9384', 'a;1-800-555-9384;b'],
  ['PHONE_NUMBER', '020 7946 0112', 'x@example.com,020 7946 0112,18 May 2008'],
  ['PHONE_NUMBER', '030/901820', 'Tel.: 030/901820'],
  ['PHONE_NUMBER', '98765 43210', 'Mobile: 98765 43210'],
  ['PHONE_NUMBER', '06 12 34 56 78', 'Appelez 06 12 34 56 78'],
  ['CREDIT_CARD', '4111 1111 1111 1111', 'Paid with 4111 1111 1111 1111 today'],
  ['CREDIT_CARD', '378282246310005', 'amex 378282246310005'],
  ['IBAN_CODE', 'GB82 WEST 1234 5698 7654 32', 'to GB82 WEST 1234 5698 7654 32.'],
  ['IBAN_CODE', 'DE89370400440532013000', 'IBAN DE89370400440532013000'],
  ['US_SSN', '219-09-9999', 'SSN 219-09-9999'],
  ['US_ITIN', '912-70-1234', 'ITIN 912-70-1234'],
  ['ABA_ROUTING_NUMBER', '021000021', 'routing number 021000021'],
  ['US_BANK_NUMBER', '945456787654', 'account number 945456787654'],
  ['US_PASSPORT', '912803456', 'Passport 912803456'],
  ['US_DRIVER_LICENSE', 'D1234567', "driver's license D1234567"],
  ['UK_NHS', '943 476 5919', 'NHS number 943 476 5919'],
  ['UK_NINO', 'AB 12 34 56 C', 'NI number AB 12 34 56 C'],
  ['UK_POSTCODE', 'SW1A 1AA', 'postcode SW1A 1AA'],
  ['IN_AADHAAR', '2345 6789 0124', 'Aadhaar 2345 6789 0124'],
  ['IN_PAN', 'ABCPE1234F', 'PAN ABCPE1234F'],
  ['ES_NIF', '12345678Z', 'DNI 12345678Z'],
  ['IT_FISCAL_CODE', 'RSSMRA85T10A562S', 'codice fiscale RSSMRA85T10A562S'],
  ['AU_TFN', '123 456 782', 'TFN 123 456 782'],
  ['AU_ABN', '51 824 753 556', 'ABN 51 824 753 556'],
  ['AU_MEDICARE', '2123 45670 1', 'Medicare card 2123 45670 1'],
  ['CRYPTO', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'Send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
  ['CRYPTO', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ['IP_ADDRESS', '192.168.17.4', 'from 192.168.17.4 at noon'],
  ['IP_ADDRESS', '2001:db8:85a3::8a2e:370:7334', 'host 2001:db8:85a3::8a2e:370:7334 down'],
  ['MAC_ADDRESS', '00:1B:44:11:3A:B7', 'MAC 00:1B:44:11:3A:B7'],
  ['URL', 'https://example.org/a?b=c', 'See (https://example.org/a?b=c).'],
  ['DATE_OF_BIRTH', '12 March 1984', 'Date of birth: 12 March 1984'],
  ['DATE_OF_BIRTH', '1984-03-12', 'she was born on 1984-03-12 in Leeds'],
  ['DATE_OF_BIRTH', '9 February 1960', 'your date of birth, which we have as 9 February 1960.'],
  ['DATE_OF_BIRTH', '6 August 1990', 'you gave 6 August 1990 as your date of birth'],
  ['DATE_TIME', '2024-05-01', 'shipped on 2024-05-01'],
  ['MEDICAL_RECORD_NUMBER', 'MRN-448291', 'Medical record number: MRN-448291'],
  ['EMPLOYEE_ID', 'EMP-20934', 'Employee ID: EMP-20934'],
  ['EMPLOYEE_ID', 'E078505', 'The engineer was Ada Lovelace (E078505).'],
  ['MEDICAL_RECORD_NUMBER', 'H839312U', 'Hospital stay: Ms Ada Lovelace, H839312U'],
  ['MEDICAL_RECORD_NUMBER', 'MRN-3351524', 'see MRN-3351524'],
  ['POLICY_NUMBER', 'HX6638720', 'Policy: HX6638720'],
  ['POLICY_NUMBER', 'HX-229-1183', 'Policy number HX-229-1183 covers it'],
  ['CUSTOMER_ID', 'C-100283', '| Customer ID | C-100283 |'],
  ['LICENSE_PLATE', 'B-MW 1234', 'Kennzeichen B-MW 1234'],
  ['LICENSE_PLATE', '7LWN338', 'The car 7LWN338 is behind the house.'],
  ['US_BANK_NUMBER', '680642556', 'Please return the money to 680642556.'],
  ['API_KEY', 'svc_demo_k3x9q2m7p4w8z1d5h6', 'a token, svc_demo_k3x9q2m7p4w8z1d5h6, was withdrawn'],
  ['LOCATION', 'Flat 19, 86 Station Parade, Aberdeen', 'your home, Flat 19, 86 Station Parade, Aberdeen, is'],
  ['LICENSE_PLATE', 'AB12 CDE', 'a car registered AB12 CDE'],
  ['PASSWORD', 'hunter2!', 'Password: hunter2!'],
  [
    'API_KEY',
    'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    'export T=ghp_0123456789abcdefghijABCDEFGHIJ012345',
  ],
  ['PASSWORD', 's3cr3tPw', 'postgres://app:s3cr3tPw@db.internal:5432/x'],
  ['LOCATION', '12 Church Lane, Leeds LS1 4AP', 'lives at 12 Church Lane, Leeds LS1 4AP.'],
  ['LOCATION', '500 W Madison Street, Chicago, IL 60661', 'to 500 W Madison Street, Chicago, IL 60661'],
  ['LOCATION', 'Lindenstraße 14, 10969 Berlin', 'Anschrift: Lindenstraße 14, 10969 Berlin'],
  ['LOCATION', '14 rue de la Paix, 75002 Paris', 'habite 14 rue de la Paix, 75002 Paris'],
  ['PHONE_NUMBER', '+4915112345678', 'Handy: +4915112345678'],
  ['PHONE_NUMBER', '4157778489', 'Please contact Dennis at 4157778489 today'],
  ['CREDIT_CARD', '4532************7890', 'the card 4532************7890 was used'],
  ['US_SSN', '987-XX-XXXX', 'under SSN 987-XX-XXXX'],
  ['US_NPI', '1234567893', 'NPI 1234567893'],
  ['US_MBI', '1EG4-TE5-MK73', 'Medicare 1EG4-TE5-MK73'],
  ['MEDICAL_LICENSE', 'BB1388568', 'DEA number BB1388568'],
  ['TAX_ID', '12-3456789', 'EIN 12-3456789'],
  ['UK_DRIVING_LICENCE', 'MORGA657054SM9IJ', 'driving licence MORGA657054SM9IJ'],
  ['UK_PASSPORT', '925665416', 'UK passport 925665416'],
  ['UK_VEHICLE_REGISTRATION', 'BD51 SMR', 'DVLA has BD51 SMR'],
  ['UK_SORT_CODE', '20-30-40', 'sort code 20-30-40'],
  ['ES_NIE', 'X1234567L', 'NIE X1234567L'],
  ['ES_PASSPORT', 'AAA123456', 'pasaporte AAA123456'],
  ['IT_VAT_CODE', '00743110157', 'partita IVA 00743110157'],
  ['IT_DRIVER_LICENSE', 'AB1234567C', 'patente AB1234567C'],
  ['IT_PASSPORT', 'AA1234567', 'passaporto AA1234567'],
  ['IT_IDENTITY_CARD', 'CA12345AB', "carta d'identità CA12345AB"],
  ['PL_PESEL', '44051401359', 'PESEL 44051401359'],
  ['PL_NIP', '123-456-32-18', 'NIP 123-456-32-18'],
  ['FI_PERSONAL_IDENTITY_CODE', '131052-308T', 'hetu 131052-308T'],
  ['SE_PERSONNUMMER', '811218-9876', 'personnummer 811218-9876'],
  ['SE_ORGANISATIONSNUMMER', '556036-0793', 'organisationsnummer 556036-0793'],
  ['NO_FODSELSNUMMER', '01010750160', 'fødselsnummer 01010750160'],
  ['DK_CPR', '070761-4285', 'CPR 070761-4285'],
  ['DE_TAX_ID', '86095742719', 'Steuer-ID 86095742719'],
  ['DE_SOCIAL_SECURITY', '15070649C103', 'Sozialversicherungsnummer 15070649C103'],
  ['DE_IDENTITY_CARD', 'L01X00T471', 'Personalausweis L01X00T471'],
  ['FR_NIR', '1 84 12 76 451 089 46', 'sécurité sociale 1 84 12 76 451 089 46'],
  ['NL_BSN', '111222333', 'BSN 111222333'],
  ['BE_NATIONAL_NUMBER', '85.07.30-033.28', 'rijksregister 85.07.30-033.28'],
  ['PT_NIF', '123456789', 'contribuinte 123456789'],
  ['EU_VAT_NUMBER', 'DE136695976', 'USt-ID DE136695976'],
  ['IN_VOTER', 'ABC1234567', 'Voter ID ABC1234567'],
  ['IN_VEHICLE_REGISTRATION', 'KA-01-AB-1234', 'the car KA-01-AB-1234'],
  ['IN_GSTIN', '27AAPFU0939F1ZV', 'GSTIN 27AAPFU0939F1ZV'],
  ['IN_IFSC', 'SBIN0000300', 'IFSC SBIN0000300'],
  ['AU_ACN', '004 085 616', 'ACN 004 085 616'],
  ['SG_NRIC_FIN', 'S1234567D', 'NRIC S1234567D'],
  ['SG_UEN', '200312345A', 'UEN 200312345A'],
  ['KR_RRN', '900101-1234568', 'RRN 900101-1234568'],
  ['KR_FRN', '900101-5234568', 'FRN 900101-5234568'],
  ['KR_BRN', '124-81-00998', 'BRN 124-81-00998'],
  ['KR_PASSPORT', 'M12345678', 'Korean passport M12345678'],
  ['KR_DRIVER_LICENSE', '11-02-123456-78', 'driver 11-02-123456-78'],
  ['TH_TNIN', '1101700203450', 'Thai national ID 1101700203450'],
  ['TR_NATIONAL_ID', '10000000146', 'kimlik 10000000146'],
  ['CA_SIN', '193 456 787', 'SIN 193 456 787'],
  ['BR_CPF', '529.982.247-25', 'CPF 529.982.247-25'],
  ['IMEI', '490154203237518', 'IMEI 490154203237518'],
  ['VIN', '1M8GDM9AXKP042788', 'the lorry 1M8GDM9AXKP042788'],
  ['SWIFT_CODE', 'DEUTDEFF500', 'BIC DEUTDEFF500'],
  ['NATIONAL_ID', 'ZK-44-1920', 'National ID: ZK-44-1920'],
  ['USERNAME', 'kmarsh_84', 'Login as kmarsh_84'],
  ['USERNAME', '@ada_l', 'ask @ada_l about it'],
  ['AGE', '79', 'a 79 year old farmer'],
  ['AGE', '46', 'He just turned 46, he said.'],
  ['NRP', 'Norwegian', 'a Norwegian sailor'],
  ['PASSWORD', 'Gr8-0wl', "with password 'Gr8-0wl'"],
  ['API_KEY', 'AKIAIOSFODNN7EXAMPLE', 'id AKIAIOSFODNN7EXAMPLE'],
  ['DATE_TIME', '1994', 'founded in 1994.'],
];

describe('a value by its form', () => {
  it.each(values)('is found: %s %s', (entity, value, text) => {
    expect(found(text)).toContain(`${entity} ${value}`);
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
    expect(analyze(text).filter(({ entity }) => entity !== 'DATE_TIME')).toEqual([]);
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

  it('allow what an expression matches in full', () => {
    const text = 'bob@example.org and bob@example.org.uk';
    const left = analyze(text, { entities: ['EMAIL_ADDRESS'], allowList: [/.*@example\.org/] });
    expect(left.map(({ start, end }) => text.slice(start, end))).toEqual(['bob@example.org.uk']);
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

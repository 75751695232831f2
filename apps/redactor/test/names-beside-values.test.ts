import { describe, expect, it } from 'vitest';
import type { EntityType } from '../src/entities.ts';
import { besideValues } from '../src/names/beside-values.ts';
import type { Finding } from '../src/recognizers/recognizer.ts';

const finding = (entity: EntityType, start: number, end: number, score = 0.9): Finding => ({
  entity,
  start,
  end,
  score,
  because: { recognizer: 'Test', pattern: 'Test', originalScore: score },
});

const places = (names: Finding[], values: Finding[]): [number, number][] =>
  besideValues(names, values).map(({ start, end }) => [start, end]);

describe('a name beside values', () => {
  it.each([
    ['stays where none touches it', finding('PERSON', 5, 10), finding('IBAN_CODE', 20, 30), [[5, 10]]],
    ['ends where a value begins', finding('PERSON', 5, 25), finding('IBAN_CODE', 20, 30), [[5, 20]]],
    ['begins where a value ends', finding('PERSON', 25, 40), finding('IBAN_CODE', 20, 30), [[30, 40]]],
    ['is none inside of a value', finding('LOCATION', 22, 27), finding('PHONE_NUMBER', 20, 32, 0.4), []],
    [
      'is not cut by a doubtful value',
      finding('PERSON', 5, 25),
      finding('PHONE_NUMBER', 20, 32, 0.4),
      [[5, 25]],
    ],
    [
      'may be an address with a postcode',
      finding('LOCATION', 5, 40),
      finding('UK_POSTCODE', 30, 38),
      [[5, 40]],
    ],
    [
      'may be an address with a number',
      finding('LOCATION', 5, 40),
      finding('US_BANK_NUMBER', 30, 38),
      [[5, 40]],
    ],
  ])('%s', (_, name, value, expected) => {
    expect(places([name], [value])).toEqual(expected);
  });

  it('is told from the values of its own place, whatever came before', () => {
    const values = [finding('EMAIL_ADDRESS', 50, 60), finding('IBAN_CODE', 0, 4)];
    expect(places([finding('PERSON', 5, 10), finding('PERSON', 45, 60)], values)).toEqual([
      [5, 10],
      [45, 50],
    ]);
  });
});

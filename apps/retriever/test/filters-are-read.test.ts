import { describe, expect, it } from 'vitest';
import { parseFilter } from '../src/filter/parse-filter.ts';

const refusal = (value: unknown): { fields?: string[]; problem?: string } => {
  try {
    parseFilter(value);
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'request.invalid' });
    return (thrown as { details: { fields: string[]; problem: string } }).details;
  }
  throw new Error('it was read');
};

const nested = (depth: number): object =>
  depth === 0 ? { field: 'a', exists: true } : { not: nested(depth - 1) };

describe('a filter', () => {
  it('is a condition, or fields with the value or the values that they must have', () => {
    const year = { kind: 'in', path: ['year'], values: [1990] };
    expect(parseFilter({ field: 'year', eq: 1990 })).toEqual(year);
    expect(parseFilter({ year: 1990 })).toEqual({ kind: 'and', of: [year] });
    expect(parseFilter({ year: 1990, lang: ['en', null] })).toEqual({
      kind: 'and',
      of: [year, { kind: 'in', path: ['lang'], values: ['en', null] }],
    });
    expect(parseFilter({})).toEqual({ kind: 'and', of: [] });
  });

  it('says what each operator means', () => {
    const filter = {
      and: [
        {
          or: [
            { field: 'lang', in: ['en', 'de'] },
            { field: ['author', 'name'], eq: 'Ada' },
          ],
        },
        { not: { field: 'draft', exists: true } },
        { field: 'draft', exists: false },
        { field: 'year', gte: 1990 },
        { field: 'day', lt: '2024-06-01' },
      ],
    };
    const draft = { kind: 'not', of: { kind: 'exists', path: ['draft'] } };
    expect(parseFilter(filter)).toEqual({
      kind: 'and',
      of: [
        {
          kind: 'or',
          of: [
            { kind: 'in', path: ['lang'], values: ['en', 'de'] },
            { kind: 'in', path: ['author', 'name'], values: ['Ada'] },
          ],
        },
        draft,
        draft,
        { kind: 'gte', path: ['year'], value: 1990 },
        { kind: 'lt', path: ['day'], value: '2024-06-01' },
      ],
    });
  });

  it('of the short form may ask for fields that are called as operators are', () => {
    for (const name of ['field', 'and', 'or', 'not', 'eq', 'in']) {
      expect(parseFilter({ [name]: 'x' })).toEqual({
        kind: 'and',
        of: [{ kind: 'in', path: [name], values: ['x'] }],
      });
    }
    expect(parseFilter({ and: ['x', 'y'] })).toMatchObject({ of: [{ path: ['and'], values: ['x', 'y'] }] });
  });

  it('is made safe as documents are, so that it finds what they became', () => {
    expect(parseFilter({ 'a\u0000': 'b\ud800' })).toMatchObject({
      of: [{ path: ['a '], values: ['b\ufffd'] }],
    });
    expect(parseFilter({ field: ['\u0000'], gt: '\u0007' })).toMatchObject({ path: [' '], value: ' ' });
  });

  it.each<[string, unknown, string]>([
    ['no object', 'year', 'filter'],
    ['a list', [{ field: 'a', eq: 1 }], 'filter'],
    ['no condition', { and: [] }, 'filter.and'],
    ['a value where a condition belongs', { or: [{ field: 'a', eq: 1 }, 5] }, 'filter.or.1'],
    ['two things at once', { and: [{ field: 'a', eq: 1 }], not: { field: 'a', eq: 2 } }, 'filter'],
    ['an unknown operator', { and: [{ field: 'a', ne: 1 }] }, 'filter.and.0'],
    ['two operators', { field: 'a', gt: 1, lt: 2 }, 'filter'],
    ['an operator and something else', { field: 'a', eq: 1, boost: 2 }, 'filter'],
    ['no field', { not: { eq: 1 } }, 'filter.not'],
    ['no name', { field: [], eq: 1 }, 'filter.field'],
    ['a name that is none', { field: ['a', 1], eq: 1 }, 'filter.field'],
    ['a value that is none', { field: 'a', eq: { b: 1 } }, 'filter.eq'],
    ['a number that no document has', { field: 'a', gt: Number.POSITIVE_INFINITY }, 'filter.gt'],
    ['values that are no list', { field: 'a', in: 'b' }, 'filter.in'],
    ['a bound without an order', { and: [{ field: 'a', gt: true }] }, 'filter.and.0.gt'],
    ['neither there nor not', { field: 'a', exists: 1 }, 'filter.exists'],
    ['an object in the short form', { good: 1, secret: { b: 1 } }, 'filter.(field 2)'],
  ])('is refused with the place of the mistake: %s', (_what, filter, place) => {
    expect(refusal(filter).fields).toEqual([place]);
  });

  it('tells nothing of what stands in it', () => {
    const details = JSON.stringify([
      refusal({ secret: { secret: 1 } }),
      refusal({ field: 'secret', secret: 1, eq: 1 }),
      refusal({ field: 'secret', eq: ['secret'] }),
    ]);
    expect(details).not.toContain('secret');
  });

  it('is bounded in depth, conditions, values and length', () => {
    const conditions = (count: number) => ({
      or: Array.from({ length: count }, () => ({ field: 'a', eq: 1 })),
    });
    const values = (count: number) => ({
      field: 'a',
      in: Array.from({ length: count }, (_, index) => index),
    });
    const pairs: [object, object][] = [
      [nested(8), nested(9)],
      [conditions(100), conditions(101)],
      [values(1000), values(1001)],
      [
        { field: 'a', eq: 'x'.repeat(1000) },
        { field: 'a', eq: 'x'.repeat(1001) },
      ],
      [
        { field: ['a', 'b'.repeat(199)], eq: 1 },
        { field: ['a', 'b'.repeat(200)], eq: 1 },
      ],
      [
        { field: Array(8).fill('a'), eq: 1 },
        { field: Array(9).fill('a'), eq: 1 },
      ],
      [{ and: [values(500), values(500)] }, { and: [values(500), values(501)] }],
    ];
    for (const [allowed, refused] of pairs) {
      expect(() => parseFilter(allowed)).not.toThrow();
      expect(refusal(refused).problem).toMatch(/at most|deeper than|1 to/);
    }
    const fields = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, 1]));
    expect(refusal(fields).problem).toContain('at most 100 conditions');
  });
});

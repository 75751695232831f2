import { describe, expect, it } from 'vitest';
import { recognizers } from '../src/recognizers/all.ts';
import { digitsOfPattern } from '../src/recognizers/digits-of-pattern.ts';
import { digitPlaces, inBoth, windowsAroundDigits } from '../src/recognizers/windows.ts';
import { values } from './value-of-each-type.ts';

describe('the digits of a pattern', () => {
  it.each([
    [/\d{3}-\d{2}-\d{4}/, 9, 11],
    [/(?:\d{2}|[A-Z])x?/, 0, 3],
    [/[0-9]{2,4}[1-9a]/, 2, 5],
    [/\d+/, 1, Number.POSITIVE_INFINITY],
    [/(?<![\d])(?<value>\d)(?=\d{9})/, 1, 1],
    [/\d{2}([ -]?)\d{2}\1\d/, 5, 7],
    [/\p{Lu}\d/u, 1, 3],
    [/^\b12$/, 2, 2],
    [/[[\]1]\.3/, 1, 3],
  ])('are read from %s', (regex, least, longest) => {
    expect(digitsOfPattern(regex)).toEqual({ least, longest });
  });

  it('promise no more than any match of ours holds', () => {
    const texts = values.map(([, , text]) => text);
    let matches = 0;
    for (const { regex } of recognizers.flatMap(({ patterns }) => patterns)) {
      const { least, longest } = digitsOfPattern(regex);
      for (const [match] of texts.flatMap((text) => [...text.matchAll(regex)])) {
        matches += 1;
        expect(match.length).toBeLessThanOrEqual(longest);
        expect(match.replace(/\D/g, '').length).toBeGreaterThanOrEqual(least);
      }
    }
    expect(matches).toBeGreaterThan(100);
  });
});

describe('windows around digits', () => {
  it('begin where a match with so many digits may', () => {
    const text = `${'a'.repeat(500)}12 ${'a'.repeat(500)}123-45${'a'.repeat(500)}`;
    const need = { least: 5, longest: 6 };
    expect(windowsAroundDigits(digitPlaces(text), need, 10)).toEqual([{ from: 993, to: 1004 }]);
    expect(windowsAroundDigits(digitPlaces(text), { least: 6, longest: 20 }, 10)).toEqual([]);
  });

  it('meet others where both are', () => {
    const some = [
      { from: 0, to: 10 },
      { from: 20, to: 30 },
    ];
    expect(inBoth(some, [{ from: 5, to: 22 }])).toEqual([
      { from: 5, to: 10 },
      { from: 20, to: 22 },
    ]);
  });
});

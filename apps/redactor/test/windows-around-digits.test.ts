import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { recognizers } from '../src/recognizers/all.ts';
import { digitPlaces, type Window, windowsAroundDigits, windowsInFront } from '../src/recognizers/windows.ts';
import { values } from './value-of-each-type.ts';

/** The same, digit by digit: two windows are one where no more than 160 units lie between. */
const plainly = (digits: Int32Array, least: number, longest: number, before: number): Window[] => {
  const windows: Window[] = [];
  for (let at = 0; at + least <= digits.length; at += 1) {
    const first = digits[at]!;
    if (digits[at + least - 1]! - first >= longest) continue;
    const last = windows.at(-1);
    const from = Math.max(0, first - before);
    if (last === undefined || from > last.to + 160) windows.push({ from, to: first + 1 });
    else last.to = first + 1;
  }
  return windows;
};

it('windows around digits are those that a look at each digit gives', () => {
  const random = seededRandom(3);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let round = 0; round < 2000; round += 1) {
    let text = '';
    for (let part = below(40); part > 0; part -= 1) {
      text += '.'.repeat(random() < 0.8 ? below(4) : below(600)) + '7'.repeat(below(3));
    }
    const digits = digitPlaces(text);
    const [least, longest, before] = [1 + below(6), 1 + below(40), below(120)];
    expect(windowsAroundDigits(digits, { least, longest }, before)).toEqual(
      plainly(digits, least, longest, before),
    );
  }
});

describe('windows in front of what a pattern requires', () => {
  it('hold each place at most so far in front of it', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 100; round += 1) {
      const text = Array.from({ length: 600 }, () =>
        random() < 0.01 ? '@' : random() < 0.01 ? '::' : 'a',
      ).join('');
      const within = Math.floor(random() * 40);
      const windows = windowsInFront(text, ['@', '::'], within);
      for (let at = 0; at < text.length; at += 1) {
        const ahead = text.slice(at).search(/@|::/);
        if (ahead >= 0 && ahead <= within)
          expect(windows.some(({ from, to }) => from <= at && at < to)).toBe(true);
      }
      expect(windows.length === 0).toBe(!/@|::/.test(text));
    }
    const far = `${'a'.repeat(500)}@${'a'.repeat(500)}::`;
    expect(windowsInFront(far, ['::', '@'], 10)).toEqual([
      { from: 490, to: 501 },
      { from: 991, to: 1002 },
    ]);
  });

  it('are where every match of ours begins', () => {
    const words = [
      ...values.map(([, value]) => value),
      ...values.map(([, , text]) => text),
      'a1b2.c3d4.e5f6',
      'acme_k3y1234567890abcdef',
      'ß',
      '𝒜',
      '@',
      '.',
      ':',
    ];
    const random = seededRandom(5);
    const pick = (): string => words[Math.floor(random() * words.length)]!;
    const texts = Array.from({ length: 300 }, () => `${pick()}${pick()} ${pick()} ${pick()}`);
    const seen = new Set<string>();
    for (const pattern of recognizers.flatMap(({ patterns }) => patterns)) {
      const { requires, within, regex, name } = pattern;
      if (requires === undefined || within === undefined) continue;
      for (const text of texts) {
        const windows = windowsInFront(text, requires, within);
        for (const { index } of text.matchAll(regex)) {
          seen.add(name);
          expect(
            windows.some(({ from, to }) => from <= index && index < to),
            `${name}: ${text}`,
          ).toBe(true);
        }
      }
    }
    expect([...seen].sort()).toEqual(['Email', 'IPv6', 'Key with a prefix of its own', 'MAC, dotted']);
  });
});

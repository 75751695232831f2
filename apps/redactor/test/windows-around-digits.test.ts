import { seededRandom } from '@rollcall/testing';
import { expect, it } from 'vitest';
import { digitPlaces, type Window, windowsAroundDigits } from '../src/recognizers/windows.ts';

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

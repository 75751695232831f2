import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../src/token-estimate.ts';
import { awkwardText } from './generated-text.ts';

describe('the tokens of a text', () => {
  it.each([
    ['', 0],
    ['The deposit is due.', 6],
    ['2024', 4],
    ['日本語', 6],
    ['한국어', 6],
    ['Привет', 6],
    ['🙂', 4],
    ['a    b', 3],
  ])('are for %j %i', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it('are at most the bytes, at least two for each ideograph, and no fewer for a longer text', () => {
    const random = seededRandom(12);
    for (let round = 0; round < 500; round += 1) {
      const [one, other] = [awkwardText(random, 20), awkwardText(random, 20)];
      expect(estimateTokens(one)).toBeLessThanOrEqual(Buffer.byteLength(one));
      expect(estimateTokens(one)).toBeGreaterThanOrEqual(2 * (one.match(/\p{Script=Han}/gu)?.length ?? 0));
      expect(estimateTokens(one + other)).toBeGreaterThanOrEqual(estimateTokens(one));
      expect(estimateTokens(one + other)).toBeLessThanOrEqual(
        estimateTokens(one) + estimateTokens(other) + 1,
      );
    }
  });
});

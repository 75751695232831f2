import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { align, sourceOfGap, weightOfWord } from '../src/alignment.ts';
import { wordsOf } from '../src/terms.ts';
import { awkwardText } from './generated-text.ts';

const aligned = (claim: string, source: string) => {
  const words = wordsOf(claim).map((word) => ({ word, weight: weightOfWord(word, 1) }));
  return { ...align(words, wordsOf(source)), source: wordsOf(source) };
};

describe('a claim beside a source', () => {
  it('is aligned word by word, whole where it is a copy', () => {
    const found = aligned('The deposit is 400 euros.', 'He said that the deposit is 400 euros now.');
    expect([...found.partner]).toEqual([3, 4, 5, 6, 7]);
    expect(found).toMatchObject({ share: 1, unbroken: 1, longestRun: 1, density: 1, gaps: [] });
  });

  it('shows what stands in a word’s place', () => {
    const { gaps, source } = aligned('The deposit is 500 euros.', 'The deposit is 400 euros.');
    expect(gaps).toEqual([{ from: 3, to: 4, sourceFrom: 3, sourceTo: 4, held: true }]);
    expect(sourceOfGap(gaps[0]!, source).map(({ plain }) => plain)).toEqual(['400']);
  });

  it('shows what it leaves out between two words', () => {
    const { gaps } = aligned('The tenant may keep dogs.', 'The tenant may not keep dogs.');
    expect(gaps).toEqual([{ from: 3, to: 3, sourceFrom: 3, sourceTo: 4, held: true }]);
  });

  it('is never aligned across, out of order, or with another word', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 300; round += 1) {
      const [claim, source] = [awkwardText(random, 25), awkwardText(random, 40)];
      const { partner, share, source: words } = aligned(claim, source);
      const mine = wordsOf(claim);
      let last = -1;
      partner.forEach((place, at) => {
        if (place < 0) return;
        expect(place).toBeGreaterThan(last);
        expect(words[place]!.keys.some((key) => mine[at]!.keys.includes(key))).toBe(true);
        last = place;
      });
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1 + 1e-9);
    }
  });
});

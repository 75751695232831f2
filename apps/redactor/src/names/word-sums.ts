import { placeCount } from './features.ts';
import { slotWidth } from './weights.ts';

const sumsOfWord = 2 * placeCount;

/** Room for so much more than is asked for. */
const growth = 1.25;

/**
 * What each word says by itself, in a line of either case and at every place: sums of `slotWidth` numbers, at
 * `(2 * word.id + oneCase) * placeCount + place`.
 */
export class WordSums {
  sums = new Int32Array(0);
  /** 1 where there is a sum. */
  isKnown = new Uint8Array(0);

  /** Makes room for so many words. */
  hold(words: number): void {
    if (words * sumsOfWord <= this.isKnown.length) return;
    const { sums, isKnown } = this;
    const count = Math.ceil(growth * words) * sumsOfWord;
    this.sums = new Int32Array(count * slotWidth);
    this.sums.set(sums);
    this.isKnown = new Uint8Array(count);
    this.isKnown.set(isKnown);
  }

  /** Forgets all sums. */
  forget(): void {
    this.isKnown.fill(0);
  }
}

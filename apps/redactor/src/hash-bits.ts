const leastWords = 16;

/**
 * A set of 32-bit hashes that says now and then that it has one that it has not, and never that it has not one that it has:
 * a bloom filter with one function, at least sixteen bits for each of the `expected` hashes.
 */
export class HashBits {
  readonly #words: Int32Array;

  constructor(expected: number) {
    let words = leastWords;
    while (words < expected / 2) words *= 2;
    this.#words = new Int32Array(words);
  }

  add(hash: number): void {
    // The shift is by the lowest five bits.
    this.#words[this.#placeOf(hash)]! |= 1 << hash;
  }

  mayHave(hash: number): boolean {
    return ((this.#words[this.#placeOf(hash)]! >>> hash) & 1) === 1;
  }

  #placeOf(hash: number): number {
    return ((hash >>> 5) ^ (hash >>> 18)) & (this.#words.length - 1);
  }
}

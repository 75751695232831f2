/** Slots of the table, a power of two: more than twice the lexemes that ten passages usually have. */
const usualSlots = 4096;

/**
 * Sums by lexeme id, in an open-addressing table that is used again for each question: nearly all that a Map and ten
 * Sets of a thousand lexemes cost is making them.
 */
export class LexemeSums {
  /** By slot: an id, its sum, and the text that it was added for last. */
  #ids = new Int32Array(usualSlots);
  #sums = new Float64Array(usualSlots);
  #texts = new Int32Array(usualSlots);
  /** Slots that are taken, in the order in which their ids were first added. */
  #taken: number[] = [];

  clear(): void {
    for (const slot of this.#taken) this.#texts[slot] = 0;
    this.#taken.length = 0;
  }

  /** Adds to an id's sum, once for each text. Texts are numbered from 1. */
  add(id: number, text: number, amount: number): void {
    const slot = this.#slotOf(id);
    const last = this.#texts[slot] as number;
    if (last === text) return;
    this.#texts[slot] = text;
    if (last !== 0) {
      this.#sums[slot] = (this.#sums[slot] as number) + amount;
      return;
    }
    this.#ids[slot] = id;
    this.#sums[slot] = amount;
    this.#taken.push(slot);
    if (this.#taken.length * 2 > this.#ids.length) this.#grow();
  }

  /** Ids with their sums, in the order in which they were first added. */
  forEach(visit: (id: number, sum: number) => void): void {
    for (const slot of this.#taken) visit(this.#ids[slot] as number, this.#sums[slot] as number);
  }

  /** The slot of an id, or the free one where it belongs. */
  #slotOf(id: number): number {
    const last = this.#ids.length - 1;
    // Knuth's multiplicative hashing: neighbouring ids are spread.
    let slot = Math.imul(id, 0x9e3779b1) & last;
    while (this.#texts[slot] !== 0 && this.#ids[slot] !== id) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const before = this.#taken.map((slot) => ({
      id: this.#ids[slot] as number,
      sum: this.#sums[slot] as number,
      text: this.#texts[slot] as number,
    }));
    const slots = this.#ids.length * 2;
    this.#ids = new Int32Array(slots);
    this.#sums = new Float64Array(slots);
    this.#texts = new Int32Array(slots);
    this.#taken = before.map(({ id, sum, text }) => {
      const slot = this.#slotOf(id);
      this.#ids[slot] = id;
      this.#sums[slot] = sum;
      this.#texts[slot] = text;
      return slot;
    });
  }
}

const filterSize = 1024;

/**
 * Ids, numbered from 0 in the order in which they were added. Asking for one that is not there is what a look
 * through a hundred passages does nearly always: a filter by the last 10 bits of an id answers that
 * without a look-up.
 */
export class Numbered {
  readonly #numbers = new Map<number, number>();
  /** A plain array: a typed one is not on the heap, and takes longer to make than to use. */
  readonly #filter = Array<number>(filterSize).fill(0);

  /** The ids in the order of their numbers. */
  ids(): number[] {
    return [...this.#numbers.keys()];
  }

  /** The number of an id, a new one where it has none. */
  add(id: number): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(id, number);
    this.#filter[id & (filterSize - 1)] = 1;
    return number;
  }

  /** The number of an id, -1 where it has none. */
  of(id: number): number {
    if (this.#filter[id & (filterSize - 1)] === 0) return -1;
    return this.#numbers.get(id) ?? -1;
  }
}

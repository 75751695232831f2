import { newWord, noWord, type Word } from './words.ts';

const leastSlots = 2048;

/**
 * Words that were read before: a word is read once for all the texts that it stands in. It holds hashes and what is said of
 * a word, never the word; a word is known by two hashes with salts of this process, so that nobody can write one that
 * passes for another.
 */
export class WordTable {
  /** By `id`; the first is `noWord`. Behind `count` stand those to be used again. */
  readonly #words: Word[] = [noWord];
  /** How many words there are, `noWord` included. */
  count = 1;
  #slots = new Int32Array(leastSlots);
  #keys = new Int32Array(leastSlots / 2);
  #checks = new Int32Array(leastSlots / 2);

  /** The word of two hashes; undefined where it was not read yet. */
  find(key: number, check: number): Word | undefined {
    const slots = this.#slots;
    const last = slots.length - 1;
    for (let slot = key & last; slots[slot] !== 0; slot = (slot + 1) & last) {
      const id = slots[slot]!;
      if (this.#keys[id] === key && this.#checks[id] === check) return this.#words[id];
    }
    return undefined;
  }

  /** Adds a word, to be read into what this answers. */
  add(key: number, check: number): Word {
    const id = this.count;
    if (id === this.#keys.length) this.#grow();
    this.#keys[id] = key;
    this.#checks[id] = check;
    if (id === this.#words.length) this.#words.push(newWord(id));
    this.count += 1;
    this.#place(id);
    return this.#words[id]!;
  }

  /** How many words there is room for. */
  get room(): number {
    return this.#words.length;
  }

  /** Forgets all words. Those that were handed out become others: a long text may have a hundred thousand. */
  forget(): void {
    this.count = 1;
    this.#slots.fill(0);
  }

  #place(id: number): void {
    const last = this.#slots.length - 1;
    let slot = this.#keys[id]! & last;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
    this.#slots[slot] = id;
  }

  #grow(): void {
    const [keys, checks] = [this.#keys, this.#checks];
    this.#slots = new Int32Array(4 * keys.length);
    this.#keys = new Int32Array(2 * keys.length);
    this.#keys.set(keys);
    this.#checks = new Int32Array(2 * keys.length);
    this.#checks.set(checks);
    for (let id = 1; id < keys.length; id += 1) this.#place(id);
  }
}

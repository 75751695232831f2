/** True where the first of two is to stand before the second. */
export type Before = (scoreA: number, a: number, scoreB: number, b: number) => boolean;

/** The best `capacity` of many, in a heap whose root is the worst of them. */
export class Best {
  readonly #capacity: number;
  readonly #before: Before;
  readonly #scores: number[] = [];
  readonly #items: number[] = [];

  constructor(capacity: number, before: Before) {
    this.#capacity = capacity;
    this.#before = before;
  }

  /** What a score must reach to be among the best; below 0 while there is room. */
  get threshold(): number {
    return this.#items.length < this.#capacity ? -1 : (this.#scores[0] as number);
  }

  offer(score: number, item: number): void {
    if (this.#items.length < this.#capacity) {
      this.#scores.push(score);
      this.#items.push(item);
      this.#rise(this.#items.length - 1);
    } else if (this.#before(score, item, this.#scores[0] as number, this.#items[0] as number)) {
      this.#scores[0] = score;
      this.#items[0] = item;
      this.#sink();
    }
  }

  /** All of them, the best first. */
  sorted(): { score: number; item: number }[] {
    return this.#items
      .map((item, at) => ({ score: this.#scores[at] as number, item }))
      .sort((a, b) => (this.#before(a.score, a.item, b.score, b.item) ? -1 : 1));
  }

  #isWorse(a: number, b: number): boolean {
    return this.#before(
      this.#scores[b] as number,
      this.#items[b] as number,
      this.#scores[a] as number,
      this.#items[a] as number,
    );
  }

  #swap(a: number, b: number): void {
    const score = this.#scores[a] as number;
    const item = this.#items[a] as number;
    this.#scores[a] = this.#scores[b] as number;
    this.#items[a] = this.#items[b] as number;
    this.#scores[b] = score;
    this.#items[b] = item;
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >>> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#items.length && this.#isWorse(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}

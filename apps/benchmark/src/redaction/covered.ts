/** A stretch of a text: UTF-16 units, end exclusive. */
export type TextRange = { start: number; end: number };

/** The units of a text that lie in any of the ranges. Time is linear in the text and the ranges' lengths. */
export class Covered {
  readonly #mask: Uint8Array;

  constructor(length: number, ranges: readonly TextRange[]) {
    this.#mask = new Uint8Array(length);
    for (const { start, end } of ranges) this.#mask.fill(1, start, end);
  }

  /** How many units of the range are covered. */
  count({ start, end }: TextRange): number {
    let covered = 0;
    for (let at = start; at < end; at += 1) covered += this.#mask[at] ?? 0;
    return covered;
  }

  /** True where at least half of the range is covered. */
  holds(range: TextRange): boolean {
    return 2 * this.count(range) >= range.end - range.start;
  }

  /** How many units of the text are covered, and how many of those the other covers as well. */
  sharedWith(other: Covered): { all: number; shared: number } {
    let all = 0;
    let shared = 0;
    for (let at = 0; at < this.#mask.length; at += 1) {
      all += this.#mask[at] as number;
      shared += (this.#mask[at] as number) & (other.#mask[at] as number);
    }
    return { all, shared };
  }
}

import { bodyShare, levelOf, titleShare } from '../ranking/bm25f.ts';
import { bodyCountOf, placeOf, titleCountOf } from './posting.ts';
import type { Statistics } from './read-question.ts';
import { bodyLengthOf, rangeOf, type Segment, titleLengthOf } from './segment.ts';

/**
 * The level (`levelOf`) of each posting of a segment, by one collection's averages. Those of a lexeme are reckoned when it is
 * first asked for: a collection that changes has new averages, and most lexemes nobody asks for.
 */
export class Levels {
  readonly #segment: Segment;
  /** By place: what a match is worth (`titleShare`, `bodyShare`). */
  readonly #title: Float64Array;
  readonly #body: Float64Array;
  /** By posting; 0 where it has not been reckoned yet. */
  readonly #levels: Float32Array;
  /** By list: 1 where its postings' levels are known. */
  readonly #known: Uint8Array;

  constructor(segment: Segment, { passages, titleLexemes, bodyLexemes }: Statistics) {
    const { lengths } = segment;
    this.#segment = segment;
    this.#title = new Float64Array(lengths.length);
    this.#body = new Float64Array(lengths.length);
    for (let place = 0; place < lengths.length; place += 1) {
      const both = lengths[place] as number;
      this.#title[place] = titleShare(titleLengthOf(both), titleLexemes / passages);
      this.#body[place] = bodyShare(bodyLengthOf(both), bodyLexemes / passages);
    }
    this.#levels = new Float32Array(segment.postings.length);
    this.#known = new Uint8Array(segment.lexemes.length);
  }

  /** Levels by posting: those of the segment's `list`th lexeme are there. */
  of(list: number): Float32Array {
    if (this.#known[list] === 0) {
      const { postings } = this.#segment;
      const [from, to] = rangeOf(this.#segment, list);
      for (let at = from; at < to; at += 1) this.#levels[at] = this.#level(postings[at] as number);
      this.#known[list] = 1;
    }
    return this.#levels;
  }

  #level(posting: number): number {
    const place = placeOf(posting);
    const title = titleCountOf(posting) * (this.#title[place] as number);
    return levelOf(title + bodyCountOf(posting) * (this.#body[place] as number));
  }
}

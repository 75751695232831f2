import { writeInts } from './int-lists.ts';
import type { Segment } from './segment.ts';

/** Postings after which a block ends: some 8 kB. A lexeme that has more is a block of its own. */
const fullBlock = 2048;

/** A row of `posting_blocks`; lists as array literals. `size`: postings in it. */
export type Block = { first: number; size: number; lexemes: string; ends: string; postings: string };

/** A segment's postings in blocks of whole lexemes, by rising lexeme. */
export function* blocksOf({ lexemes, ends, postings }: Segment): Generator<Block> {
  let from = 0;
  for (let at = 0; at < lexemes.length; at += 1) {
    const begin = from === 0 ? 0 : (ends[from - 1] as number);
    const end = ends[at] as number;
    const next = ends[at + 1] ?? end;
    if (at + 1 < lexemes.length && next - begin <= fullBlock) continue;
    yield {
      first: lexemes[from] as number,
      size: end - begin,
      lexemes: writeInts(lexemes.subarray(from, at + 1)),
      ends: writeInts(ends.subarray(from, at + 1).map((value) => value - begin)),
      postings: writeInts(postings.subarray(begin, end)),
    };
    from = at + 1;
  }
}

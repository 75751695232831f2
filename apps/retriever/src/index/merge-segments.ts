import { createBreath } from './breathe.ts';
import { onePlace, placeOf } from './posting.ts';
import type { Segment } from './segment.ts';

/** A segment to be merged; `dead[place]` is 1 for a passage that is left out. */
export type MergedPart = { segment: Segment; dead: Uint8Array | undefined };

/** Postings between two looks at the clock. */
const piece = 50_000;

/**
 * One segment of the living passages of several, which are adjacent: the numbers of each are above those of
 * the one before. A lexeme without a posting left is left out. Pure; it lets the event loop run in between.
 */
export const mergeSegments = async (parts: readonly MergedPart[]): Promise<Segment> => {
  const breathe = createBreath();
  const passages = mergePassages(parts);
  const heads = new Int32Array(parts.length);
  const lexemes = new Int32Array(sumOf(parts, ({ segment }) => segment.lexemes.length));
  const ends = new Int32Array(lexemes.length);
  const postings = new Int32Array(sumOf(parts, ({ segment }) => segment.postings.length));
  let kept = 0;
  let end = 0;
  let untilBreath = piece;
  for (;;) {
    const lexeme = leastOf(parts, heads);
    if (lexeme === Number.POSITIVE_INFINITY) break;
    const begin = end;
    for (const [index, { segment }] of parts.entries()) {
      const head = heads[index] as number;
      if (segment.lexemes[head] !== lexeme) continue;
      heads[index] = head + 1;
      const moved = passages.moved[index] as Int32Array;
      const from = head === 0 ? 0 : (segment.ends[head - 1] as number);
      const to = segment.ends[head] as number;
      for (let at = from; at < to; at += 1) {
        const posting = segment.postings[at] as number;
        const by = moved[placeOf(posting)] as number;
        if (by === gone) continue;
        postings[end] = posting + by * onePlace;
        end += 1;
      }
      untilBreath -= to - from;
    }
    if (end > begin) {
      lexemes[kept] = lexeme;
      ends[kept] = end;
      kept += 1;
    }
    if (untilBreath < 0) {
      untilBreath = piece;
      await breathe();
    }
  }
  return {
    numbers: passages.numbers,
    ties: passages.ties,
    lengths: passages.lengths,
    lexemes: lexemes.slice(0, kept),
    ends: ends.slice(0, kept),
    postings: postings.slice(0, end),
  };
};

/** In `moved`: the passage is left out. */
const gone = -0x8000_0000;

/** The living passages, and for each part by how many places each of its passages has moved. */
const mergePassages = (parts: readonly MergedPart[]) => {
  const total = sumOf(parts, ({ segment, dead }) => segment.numbers.length - countDead(dead));
  const numbers = new Float64Array(total);
  const ties = new Float64Array(total);
  const lengths = new Int32Array(total);
  let place = 0;
  const moved = parts.map(({ segment, dead }) => {
    const by = new Int32Array(segment.numbers.length);
    for (let old = 0; old < by.length; old += 1) {
      if (dead?.[old] === 1) {
        by[old] = gone;
        continue;
      }
      by[old] = place - old;
      numbers[place] = segment.numbers[old] as number;
      ties[place] = segment.ties[old] as number;
      lengths[place] = segment.lengths[old] as number;
      place += 1;
    }
    return by;
  });
  return { numbers, ties, lengths, moved };
};

export const countDead = (dead: Uint8Array | undefined): number => {
  let count = 0;
  for (let place = 0; place < (dead?.length ?? 0); place += 1) count += dead?.[place] as number;
  return count;
};

const leastOf = (parts: readonly MergedPart[], heads: Int32Array): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < parts.length; index += 1) {
    const head = parts[index]?.segment.lexemes[heads[index] as number];
    if (head !== undefined && head < least) least = head;
  }
  return least;
};

const sumOf = <T>(list: readonly T[], of: (item: T) => number): number =>
  list.reduce((sum, item) => sum + of(item), 0);

import { mostInSegment } from './posting.ts';

/** A segment's size; `dead`: passages of it that a merge would leave out. */
export type SegmentSize = { passages: number; dead: number };

/** So many adjacent segments of a size are made one; about as many stay of each size. */
const fanOut = 8;

/** Most segments of one merge, whose work grows with their number. */
const mostAtOnce = 64;

/** Segments up to this size are of the smallest. */
const smallest = 512;

/** Share of dead passages from which on a segment is written again without them. */
const tooDead = 0.25;

/**
 * Which segments of a collection to merge next, from index `from` up to `to`; undefined where none is due. They come
 * in the order of their passages' numbers, and only adjacent ones are merged.
 *
 * Size-tiered as in Lucene's LogMergePolicy: sizes are counted in powers of `fanOut`, and a run of `fanOut` segments that are no
 * larger than one power becomes one of the next. A passage is so written log(collection / smallest, fanOut) times
 * besides its first.
 */
export const chooseMerge = (segments: readonly SegmentSize[]): { from: number; to: number } | undefined => {
  const living = segments.map(({ passages, dead }) => passages - dead);
  const levels = living.map(levelOf);
  for (let level = 0; level <= Math.max(-1, ...levels); level += 1) {
    let from = 0;
    let total = 0;
    for (let at = 0; at < segments.length; at += 1) {
      const size = living[at] as number;
      const isLarger = (levels[at] as number) > level;
      if (isLarger || total + size > mostInSegment || at - from === mostAtOnce) {
        if (at - from >= fanOut) return { from, to: at };
        from = isLarger ? at + 1 : at;
        total = 0;
      }
      if (!isLarger) total += size;
    }
    if (segments.length - from >= fanOut) return { from, to: segments.length };
  }
  const decayed = segments.findIndex(({ passages, dead }) => dead > 0 && dead >= passages * tooDead);
  return decayed === -1 ? undefined : { from: decayed, to: decayed + 1 };
};

const levelOf = (passages: number): number =>
  passages <= smallest ? 0 : Math.ceil(Math.log(passages / smallest) / Math.log(fanOut) - 1e-9);

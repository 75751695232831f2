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
 * Which segments of a collection to merge next, from index `from` up to `to`; undefined where none is due.
 * They come in the order of their passages' numbers, and only adjacent ones are merged.
 *
 * Size-tiered, after Lucene's LogMergePolicy: sizes are counted in powers of `fanOut`, and a run of as many
 * segments that are no larger than one power becomes one, unless most of it would be one of them written
 * again. So each merge at least doubles the segment of a passage, and usually makes it `fanOut` times as
 * large.
 */
export const chooseMerge = (segments: readonly SegmentSize[]): { from: number; to: number } | undefined => {
  const living = segments.map(({ passages, dead }) => passages - dead);
  const levels = living.map(levelOf);
  for (let level = 0; level <= Math.max(-1, ...levels); level += 1) {
    const run = runsOf(living, (at) => (levels[at] as number) <= level).find(({ from, to }) =>
      isWorthwhile(living.slice(from, to)),
    );
    if (run !== undefined) return run;
  }
  const decayed = segments.findIndex(({ passages, dead }) => dead > 0 && dead >= passages * tooDead);
  return decayed === -1 ? undefined : { from: decayed, to: decayed + 1 };
};

const isWorthwhile = (sizes: readonly number[]): boolean => {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.length >= fanOut && Math.max(...sizes) * 2 <= total;
};

/** The longest runs of segments that are small enough and fit into one. */
const runsOf = (
  sizes: readonly number[],
  isSmall: (at: number) => boolean,
): { from: number; to: number }[] => {
  const runs: { from: number; to: number }[] = [];
  let from = 0;
  let total = 0;
  for (const [at, size] of sizes.entries()) {
    if (!isSmall(at) || total + size > mostInSegment || at - from === mostAtOnce) {
      runs.push({ from, to: at });
      from = isSmall(at) ? at : at + 1;
      total = 0;
    }
    if (isSmall(at)) total += size;
  }
  return [...runs, { from, to: sizes.length }];
};

const levelOf = (passages: number): number =>
  passages <= smallest ? 0 : Math.ceil(Math.log(passages / smallest) / Math.log(fanOut) - 1e-9);

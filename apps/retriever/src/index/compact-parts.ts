import { chooseMerge } from './choose-merge.ts';
import { countDead, mergeSegments } from './merge-segments.ts';
import type { Part, Streams } from './snapshot.ts';

/**
 * The same passages in fewer parts, where there are many small ones: a collection that is written to grows by
 * a part with each version. Undefined where nothing is to be done. Lets the event loop run in between.
 */
export const compactParts = async (parts: readonly Part[]): Promise<Part[] | undefined> => {
  let compact: Part[] | undefined;
  for (;;) {
    const now = compact ?? parts;
    const due = chooseMerge(
      now.map(({ segment, dead }) => ({ passages: segment.numbers.length, dead: countDead(dead) })),
    );
    if (due === undefined) return compact;
    const some = now.slice(due.from, due.to);
    const merged = {
      segment: await mergeSegments(some),
      streams: mergeStreams(some),
      dead: undefined,
    };
    const isEmpty = merged.segment.numbers.length === 0;
    compact = [...now.slice(0, due.from), ...(isEmpty ? [] : [merged]), ...now.slice(due.to)];
  }
};

const mergeStreams = (parts: readonly Part[]): Streams => {
  const pieces: Uint8Array[] = [];
  const ends: number[] = [];
  let end = 0;
  for (const { streams, dead } of parts) {
    let from = 0;
    for (const [place, to] of streams.ends.entries()) {
      if (dead?.[place] !== 1) {
        end += to - from;
        ends.push(end);
        if (dead !== undefined) pieces.push(streams.bytes.subarray(from, to));
      }
      from = to;
    }
    if (dead === undefined) pieces.push(streams.bytes);
  }
  return { ends: Int32Array.from(ends), bytes: Buffer.concat(pieces) };
};

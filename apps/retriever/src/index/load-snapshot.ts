import type { TenantQueryable } from '@rollcall/postgres';
import { mergeSegments } from './merge-segments.ts';
import { readHeader, type SegmentHeader } from './read-header.ts';
import { readSegment } from './read-segment.ts';
import { readStreams } from './read-streams.ts';
import { firstAbove } from './segment.ts';
import {
  bury,
  bytesOf,
  bytesOfSnapshot,
  createSnapshot,
  lastNumber,
  type Part,
  type Snapshot,
} from './snapshot.ts';
import { readLexemeIds } from './vocabulary.ts';

export type LoadOptions = {
  db: TenantQueryable;
  collectionId: string;
  /** An older snapshot: only what is new since is read. */
  held: Snapshot | undefined;
  /** Told how many bytes the snapshot will have; false: it is not loaded. */
  admit: (bytes: number) => boolean;
};

/**
 * Brings a collection's snapshot to its current version. `over`: it was not admitted; `gone`: there is no
 * such collection.
 *
 * The header says in one statement which segments and tombstones are a version. Segments are then read one by
 * one, in the order of their passages' numbers. A segment that a merge replaced meanwhile is missed, and so
 * is the token stream of a passage that was deleted meanwhile: then a new header is read, and what has been
 * read already stays, for numbers tell which passages those are, whatever segment they now stand in.
 */
export const loadSnapshot = async (options: LoadOptions): Promise<Snapshot | 'over' | 'gone'> => {
  const { db, collectionId, held, admit } = options;
  let parts: Part[] = [...(held?.parts ?? [])];
  let since = held?.version ?? 0;
  let floor = held?.version;
  let missing: number[] = [];
  let lexemeOf = held?.lexemeOf ?? new Int32Array(1);
  let seen: number | undefined;
  for (;;) {
    const header = await readHeader(db, collectionId, since);
    if (header === undefined) return 'gone';
    if (floor !== undefined && header.purged > floor) {
      // Tombstones are gone that these parts never heard of.
      parts = [];
      missing = [];
      since = 0;
      floor = undefined;
      continue;
    }
    floor ??= header.version;
    const fresh = header.segments.filter((segment) => segment.lastNumber > lastNumber(parts));
    const more = fresh.reduce((sum, segment) => sum + bytesOf(segment), 0);
    if (!admit(bytesOfSnapshot(parts, header.forms) + more)) return 'over';
    lexemeOf = await readLexemeIds(db, collectionId, lexemeOf, header.forms);
    const isWhole = await readParts(options, fresh, parts, missing);
    const gone = new Set(header.gone);
    const unexplained = missing.filter((number) => !gone.has(number));
    // Where no newer version explains it, the passage went without a tombstone: with a replica of an older
    // build.
    if (isWhole && (unexplained.length === 0 || header.version === seen)) {
      return createSnapshot({
        collectionId,
        version: header.version,
        statistics: header.statistics,
        lexemeOf,
        parts: bury(parts, Float64Array.from([...gone, ...unexplained])),
      });
    }
    seen = header.version;
  }
};

/** Adds the parts of `fresh` segments; false where one of them is gone. */
const readParts = async (
  { db, collectionId }: LoadOptions,
  fresh: readonly SegmentHeader[],
  parts: Part[],
  missing: number[],
): Promise<boolean> => {
  for (const header of fresh) {
    const whole = await readSegment(db, header);
    if (whole === undefined) return false;
    const known = firstAbove(whole.numbers, lastNumber(parts));
    const segment =
      known === 0
        ? whole
        : await mergeSegments([
            { segment: whole, dead: new Uint8Array(whole.numbers.length).fill(1, 0, known) },
          ]);
    const { missing: places, ...streams } = await readStreams(db, collectionId, segment.numbers);
    missing.push(...places.map((place) => segment.numbers[place] as number));
    parts.push({ segment, streams, dead: undefined });
  }
  return true;
};

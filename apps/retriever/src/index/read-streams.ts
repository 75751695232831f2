import type { TenantQueryable } from '@rollcall/postgres';
import { readInts } from './int-lists.ts';
import type { Streams } from './snapshot.ts';

/** Passages of one statement. */
const passagesAtOnce = 2000;

/**
 * Reads the token streams of a collection's passages, by rising number. A passage that is gone has an empty
 * one, and its place is in `missing`.
 */
export const readStreams = async (
  db: TenantQueryable,
  collectionId: string,
  numbers: Float64Array,
): Promise<Streams & { missing: number[] }> => {
  const ends = new Int32Array(numbers.length);
  const pieces: Buffer[] = [];
  const missing: number[] = [];
  let end = 0;
  for (let from = 0; from < numbers.length; from += passagesAtOnce) {
    const to = Math.min(numbers.length, from + passagesAtOnce);
    const piece = await readPiece(db, collectionId, numbers[from] as number, numbers[to - 1] as number);
    pieces.push(piece.bytes);
    let there = 0;
    for (let place = from; place < to; place += 1) {
      if (piece.numbers[there] === numbers[place]) {
        end += piece.lengths[there] as number;
        there += 1;
      } else {
        missing.push(place);
      }
      ends[place] = end;
    }
  }
  return { ends, bytes: Buffer.concat(pieces), missing };
};

const readPiece = async (db: TenantQueryable, collectionId: string, first: number, last: number) => {
  const { rows } = await db.query<{ count: number; numbers: string; lengths: string; bytes: Buffer }>({
    name: 'passages.read_tokens',
    text: `SELECT count(*)::int AS count, coalesce(array_agg(number ORDER BY number), '{}')::text AS numbers,
             coalesce(array_agg(length(tokens) ORDER BY number), '{}')::text AS lengths,
             coalesce(string_agg(tokens, '' ORDER BY number), '') AS bytes
           FROM rollcall.passages WHERE collection_id = $1 AND number BETWEEN $2 AND $3`,
    values: [collectionId, first, last],
  });
  const { count = 0, numbers = '', lengths = '', bytes = Buffer.alloc(0) } = rows[0] ?? {};
  const read = { numbers: new Float64Array(count), lengths: new Int32Array(count), bytes };
  readInts(numbers, read.numbers);
  readInts(lengths, read.lengths);
  return read;
};

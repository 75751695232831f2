import type { TenantQueryable } from '@rollcall/postgres';
import { createBreath } from './breathe.ts';
import { readInts } from './int-lists.ts';
import type { SegmentHeader } from './read-header.ts';
import type { Segment } from './segment.ts';

/**
 * Posting blocks of one statement, and postings, of which the last block may have more: some milliseconds of
 * reading.
 */
const blocksAtOnce = 48;
const postingsAtOnce = 100_000;

/**
 * Reads a segment; undefined where it is gone: a merge has put another in its place. It is read piece by
 * piece, each in a statement of its own, so that it holds neither a connection nor the event loop for long.
 */
export const readSegment = async (
  db: TenantQueryable,
  header: SegmentHeader,
): Promise<Segment | undefined> => {
  const breathe = createBreath();
  const passages = await readPassages(db, header);
  if (passages === undefined) return undefined;
  const lexemes = new Int32Array(header.lexemes);
  const ends = new Int32Array(header.lexemes);
  const postings = new Int32Array(header.postings);
  let read = 0;
  let end = 0;
  for (let last = 0; ; ) {
    const { rows } = await db.query<{ lexemes: string; ends: string; postings: string }>({
      name: 'segments.read_blocks',
      text: `SELECT lexemes::text AS lexemes, ends::text AS ends, postings::text AS postings
             FROM (SELECT *, sum(size) OVER (ORDER BY first_lexeme) - size AS before FROM (
               SELECT * FROM rollcall.posting_blocks WHERE segment_id = $1 AND first_lexeme > $2
               ORDER BY first_lexeme LIMIT ${blocksAtOnce}) AS next) AS summed
             WHERE before < ${postingsAtOnce} ORDER BY first_lexeme`,
      values: [header.id, last],
    });
    for (const block of rows) {
      readInts(block.lexemes, lexemes, read);
      const next = readInts(block.ends, ends, read);
      for (let at = read; at < next; at += 1) ends[at] = (ends[at] as number) + end;
      read = next;
      end = readInts(block.postings, postings, end);
      await breathe();
    }
    if (rows.length === 0 || read === header.lexemes) break;
    last = lexemes[read - 1] as number;
  }
  if (read !== header.lexemes || end !== header.postings) return undefined;
  return { ...passages, lexemes, ends, postings };
};

const readPassages = async (
  db: TenantQueryable,
  header: SegmentHeader,
): Promise<Pick<Segment, 'numbers' | 'ties' | 'lengths'> | undefined> => {
  const { rows } = await db.query<{ numbers: string; ties: string; lengths: string }>({
    name: 'segments.read',
    text: `SELECT numbers::text AS numbers, ties::text AS ties, lengths::text AS lengths
           FROM rollcall.segments WHERE id = $1`,
    values: [header.id],
  });
  const row = rows[0];
  if (!row) return undefined;
  const numbers = new Float64Array(header.passages);
  const ties = new Float64Array(header.passages);
  const lengths = new Int32Array(header.passages);
  readInts(row.numbers, numbers);
  readInts(row.ties, ties);
  readInts(row.lengths, lengths);
  return { numbers, ties, lengths };
};

import type { Queryable } from '@rollcall/postgres';
import { writeInts } from './int-lists.ts';
import type { Segment } from './segment.ts';
import { blocksOf } from './segment-blocks.ts';

/** Writes a segment with its posting blocks. `tokenBytes`: of its passages' token streams. */
export const writeSegment = async (
  tx: Queryable,
  collectionId: string,
  segment: Segment,
  tokenBytes: number,
): Promise<void> => {
  const blocks = blocksOf(segment);
  await tx.query({
    name: 'segments.write',
    text: `WITH written AS (
             INSERT INTO rollcall.segments (collection_id, first_number, last_number, passages, lexemes, postings,
               token_bytes, numbers, ties, lengths)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::bigint[], $9::text::bigint[], $10::text::int[])
             RETURNING id
           )
           INSERT INTO rollcall.posting_blocks (segment_id, first_lexeme, collection_id, lexemes, ends, postings)
           SELECT written.id, g.first, $1, g.lexemes::int[], g.ends::int[], g.postings::int[]
           FROM written, unnest($11::int[], $12::text[], $13::text[], $14::text[]) AS g (first, lexemes, ends, postings)`,
    values: [
      collectionId,
      segment.numbers[0],
      segment.numbers.at(-1),
      segment.numbers.length,
      segment.lexemes.length,
      segment.postings.length,
      tokenBytes,
      writeInts(segment.numbers),
      writeInts(segment.ties),
      writeInts(segment.lengths),
      blocks.map((block) => block.first),
      blocks.map((block) => block.lexemes),
      blocks.map((block) => block.ends),
      blocks.map((block) => block.postings),
    ],
  });
};

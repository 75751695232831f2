import type { TenantQueryable } from '@rollcall/postgres';
import { createBreath } from './breathe.ts';
import { writeInts } from './int-lists.ts';
import type { Segment } from './segment.ts';
import { type Block, blocksOf } from './segment-blocks.ts';

/** Postings of one statement: a megabyte or so. */
const postingsAtOnce = 100_000;

/** Writes a segment with its posting blocks. `tokenBytes`: of its passages' token streams. */
export const writeSegment = async (
  tx: TenantQueryable,
  collectionId: string,
  segment: Segment,
  tokenBytes: number,
): Promise<void> => {
  const breathe = createBreath();
  const id = await writeRow(tx, collectionId, segment, tokenBytes);
  let some: Block[] = [];
  let size = 0;
  for (const block of blocksOf(segment)) {
    some.push(block);
    size += block.size;
    if (size >= postingsAtOnce) {
      await writeBlocks(tx, collectionId, id, some);
      some = [];
      size = 0;
    }
    await breathe();
  }
  if (some.length > 0) await writeBlocks(tx, collectionId, id, some);
};

const writeRow = async (
  tx: TenantQueryable,
  collectionId: string,
  segment: Segment,
  tokenBytes: number,
): Promise<string> => {
  const { rows } = await tx.query<{ id: string }>({
    name: 'segments.write',
    text: `INSERT INTO rollcall.segments (collection_id, first_number, last_number, passages, lexemes, postings,
             token_bytes, numbers, ties, lengths)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::bigint[], $9::text::bigint[], $10::text::int[])
           RETURNING id`,
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
    ],
  });
  return (rows[0] as { id: string }).id;
};

const writeBlocks = async (
  tx: TenantQueryable,
  collectionId: string,
  segmentId: string,
  blocks: readonly Block[],
): Promise<void> => {
  await tx.query({
    name: 'segments.write_blocks',
    text: `INSERT INTO rollcall.posting_blocks (collection_id, segment_id, first_lexeme, size, lexemes, ends, postings)
           SELECT $1, $2, g.first, g.size, g.lexemes::int[], g.ends::int[], g.postings::int[]
           FROM unnest($3::int[], $4::int[], $5::text[], $6::text[], $7::text[])
             AS g (first, size, lexemes, ends, postings)`,
    values: [
      collectionId,
      segmentId,
      blocks.map((block) => block.first),
      blocks.map((block) => block.size),
      blocks.map((block) => block.lexemes),
      blocks.map((block) => block.ends),
      blocks.map((block) => block.postings),
    ],
  });
};

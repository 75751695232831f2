import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TenantQueryable } from '@rollcall/postgres';
import { createBest, searchBlock } from './dense-search.ts';
import type { Ranked } from './fuse.ts';
import { floatsOf } from './reply.ts';
import type { VectorSet } from './vector-set.ts';

/** Most vectors of a block. */
const blockRows = 2000;

/** Bytes of vectors that are read at once: to make numbers of them takes some milliseconds of the event loop. */
const pageBytes = 1024 * 1024;

/** Multiplications of a search between two looks at what else the process has to do; about 4 ms. */
const workOfATurn = 4_000_000;

/** What a row takes besides its numbers: the passage's id and its place among equals. */
const rowBytes = 80;

/** Vectors in memory, behind each other, with their passages. Never changed once it is made. */
export type SnapshotBlock = {
  values: Float32Array;
  passageIds: string[];
  /** Sets equal scores in an order that depends on the documents' own ids alone. */
  ties: Float64Array;
};

/** A set's vectors up to a version. Passages that were deleted since are still among them. */
export type VectorSnapshot = { setId: number; version: number; dimensions: number; blocks: SnapshotBlock[] };

/** Bytes that so many vectors take. */
export const bytesOfRows = (rows: number, dimensions: number): number => rows * (dimensions * 4 + rowBytes);

export const rowsOf = ({ blocks }: Pick<VectorSnapshot, 'blocks'>): number =>
  blocks.reduce((sum, { passageIds }) => sum + passageIds.length, 0);

/** Where a reader of a set stands: everything up to this vector has been read. */
export type ReadTo = { version: number; passageId: string };

export const fromTheStart: ReadTo = { version: 0, passageId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** The vectors of a set behind a place, in blocks; no more of them is in memory at once than one block. */
export async function* readBlocks(
  db: TenantQueryable,
  set: VectorSet & { dimensions: number },
  after: ReadTo,
): AsyncGenerator<SnapshotBlock> {
  let last = after;
  const pageRows = Math.max(20, Math.min(blockRows, Math.floor(pageBytes / (4 * set.dimensions))));
  for (;;) {
    const { rows } = await db.query<{ passageId: string; version: number; vector: Buffer; tie: number }>({
      name: 'vectors.read_block',
      plan: 'anew',
      text: `SELECT v.passage_id AS "passageId", v.version::float8 AS version, v.vector, place.tie
             FROM (
               SELECT passage_id, version, vector FROM rollcall.vectors
               WHERE set_id = $1 AND (version, passage_id) > ($2, $3) AND version <= $4 AND vector IS NOT NULL
               ORDER BY version, passage_id LIMIT $5
             ) AS v CROSS JOIN LATERAL (
               SELECT hashtextextended(d.external_id, p.ordinal)::float8 AS tie
               FROM rollcall.passages p JOIN rollcall.documents d ON d.id = p.document_id
               WHERE p.id = v.passage_id OFFSET 0
             ) AS place
             ORDER BY v.version, v.passage_id`,
      values: [set.id, last.version, last.passageId, set.version, pageRows],
    });
    const end = rows.at(-1);
    if (end === undefined) return;
    const values = new Float32Array(rows.length * set.dimensions);
    for (const [row, { vector }] of rows.entries()) values.set(floatsOf(vector), row * set.dimensions);
    yield {
      values,
      passageIds: rows.map(({ passageId }) => passageId),
      ties: Float64Array.from(rows, ({ tie }) => tie),
    };
    if (rows.length < pageRows) return;
    last = end;
  }
}

export type DenseQuestion = {
  question: Float32Array;
  /** Passages wanted. */
  most: number;
  /** Passages that may be found; all where undefined. */
  allowed?: ReadonlySet<string> | undefined;
};

/**
 * The passages with the highest cosine in some blocks, best first; exact. Every vector is looked at: the work is
 * done in slices, between which the process serves others.
 */
export const searchBlocks = async (
  blocks: AsyncIterable<SnapshotBlock> | Iterable<SnapshotBlock>,
  { question, most, allowed }: DenseQuestion,
): Promise<Ranked[]> => {
  const seen: Pick<SnapshotBlock, 'passageIds' | 'ties'>[] = [];
  const idOf = (row: number): string => seen[Math.floor(row / blockRows)]!.passageIds[row % blockRows]!;
  const tieOf = (row: number): number => seen[Math.floor(row / blockRows)]!.ties[row % blockRows]!;
  const best = createBest(
    most,
    (a, b) => tieOf(a) < tieOf(b) || (tieOf(a) === tieOf(b) && idOf(a) < idOf(b)),
  );
  let work = 0;
  for await (const { values, passageIds, ties } of blocks) {
    const first = seen.push({ passageIds, ties }) * blockRows - blockRows;
    const isAllowed = allowed && ((row: number) => allowed.has(passageIds[row]!));
    searchBlock(question, { values, rows: passageIds.length }, best, { first, isAllowed });
    work += values.length;
    if (work > workOfATurn) {
      work = 0;
      await nextTurn();
    }
  }
  return best.take().map(({ row, score }) => ({ passageId: idOf(row), score }));
};

/** Blocks with one more: small ones grow together, so that what was read batch by batch is not searched so. */
export const withBlock = (blocks: readonly SnapshotBlock[], added: SnapshotBlock): SnapshotBlock[] => {
  const last = blocks.at(-1);
  if (last === undefined || last.passageIds.length + added.passageIds.length > blockRows) {
    return [...blocks, added];
  }
  const values = new Float32Array(last.values.length + added.values.length);
  values.set(last.values);
  values.set(added.values, last.values.length);
  const joined = {
    values,
    passageIds: [...last.passageIds, ...added.passageIds],
    ties: Float64Array.of(...last.ties, ...added.ties),
  };
  return [...blocks.slice(0, -1), joined];
};

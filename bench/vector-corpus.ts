import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { TenantQueryable } from '@rollcall/postgres';

/** The tenant of the loopback (migration 0001). */
export const tenantId = '00000000-0000-4000-8000-000000000001';

/** A collection `bench` of so many passages, a document each; answers its id. */
export const collectionWith = async (db: TenantQueryable, passages: number): Promise<string> => {
  const { rows } = await db.query<{ id: string }>({
    name: '',
    text: `INSERT INTO rollcall.collections (tenant_id, name, embeddings, documents, passages)
           VALUES ($1, 'bench', 'masked', $2, $2) RETURNING id`,
    values: [tenantId, passages],
  });
  const id = rows[0]?.id ?? '';
  await db.query({
    name: '',
    text: `WITH made AS (
             INSERT INTO rollcall.documents (collection_id, external_id, title, sha256)
             SELECT $1, 'd' || n, '', '' FROM generate_series(1, $2::int) AS n RETURNING id
           )
           INSERT INTO rollcall.passages (collection_id, document_id, ordinal, start, stop, text, lexemes)
           SELECT $1, id, 0, 0, 1, 'x', 1 FROM made`,
    values: [id, passages],
  });
  return id;
};

/** Vectors around some hundred middles, as those of texts lie: HNSW has it harder where all are equally far away. */
export const randomVectors = (dimensions: number): (() => Float32Array) => {
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const middles = Array.from({ length: 300 }, () => Float32Array.from({ length: dimensions }, normal));
  return () => {
    const middle = middles[Math.floor(Math.random() * middles.length)] as Float32Array;
    return middle.map((number) => number + 0.7 * normal());
  };
};

/** Measures the longest time in which the event loop served nobody, in whole milliseconds. */
export const longestPause = (): (() => number) => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return () => {
    delay.disable();
    return Math.ceil(delay.max / 1e6);
  };
};

/** With one digit after the point. */
export const quantile = (numbers: readonly number[], share: number): string => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
};

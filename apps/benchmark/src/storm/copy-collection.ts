import { Failure } from '@rollcall/failures';
import type { Database, Queryable } from '@rollcall/postgres';

export type CollectionOwner = { tenantId: string; collection: string };

/** Rows of one INSERT: some hundred kilobytes. */
const batchSize = 2000;

/** What a lookup reads, in the order in which the tables refer to each other. */
const tables = {
  tenants:
    'SELECT t.* FROM rollcall.tenants t WHERE t.id = (SELECT tenant_id FROM rollcall.collections WHERE id = $1)',
  collections: 'SELECT * FROM rollcall.collections WHERE id = $1',
  documents: 'SELECT * FROM rollcall.documents WHERE collection_id = $1',
  passages: 'SELECT * FROM rollcall.passages WHERE collection_id = $1',
  vocabulary: 'SELECT * FROM rollcall.vocabulary WHERE collection_id = $1',
  segments: 'SELECT * FROM rollcall.segments WHERE collection_id = $1',
  posting_blocks: 'SELECT * FROM rollcall.posting_blocks WHERE collection_id = $1',
  tombstones: 'SELECT * FROM rollcall.tombstones WHERE collection_id = $1',
};

/**
 * Copies a collection and its index to another server, with the same ids: the hops after the lookup read the
 * passages' text in the main database by them. Throws `collection.not_found`, `postgres.*`.
 */
export const copyCollection = async (from: Database, to: Queryable, owner: CollectionOwner): Promise<void> =>
  from.as(owner.tenantId).transaction(async (source) => {
    const { rows } = await source.query<{ id: string }>({
      name: 'storm.find_collection',
      text: 'SELECT id FROM rollcall.collections WHERE tenant_id = $1 AND name = $2',
      values: [owner.tenantId, owner.collection],
    });
    const id = rows[0]?.id;
    if (id === undefined) throw new Failure('collection.not_found');
    for (const [table, select] of Object.entries(tables)) await copyTable(source, to, { table, select, id });
  });

const copyTable = async (
  source: Queryable,
  to: Queryable,
  { table, select, id }: { table: string; select: string; id: string },
): Promise<void> => {
  await source.query({
    name: '',
    text: `DECLARE copied NO SCROLL CURSOR FOR SELECT to_jsonb(r) AS row FROM (${select}) AS r`,
    values: [id],
  });
  for (;;) {
    const { rows } = await source.query<{ row: object }>({
      name: '',
      text: `FETCH ${batchSize} FROM copied`,
    });
    if (rows.length === 0) break;
    await to.query({
      name: '',
      text: `INSERT INTO rollcall.${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::rollcall.${table}, $1)
             ON CONFLICT DO NOTHING`,
      values: [JSON.stringify(rows.map(({ row }) => row))],
    });
  }
  await source.query({ name: '', text: 'CLOSE copied' });
};

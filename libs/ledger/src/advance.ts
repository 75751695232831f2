import type { Hop } from '@rollcall/pipeline';
import type { Queryable, Statement } from '@rollcall/postgres';
import type { RowRequest } from './open.ts';

/** What a hop that reads the text gets of its row. */
export type LiveRow = {
  id: string;
  tenantId: string;
  epoch: number;
  collection: string | undefined;
  request: RowRequest;
  /** Unix milliseconds, by Postgres' clock. */
  deadlineAt: number;
};

/**
 * Marks that `hop` has begun with the row and returns what the hop may read of it; undefined where the
 * row is closed, of another epoch or gone, and the job is to be dropped. The work deadline of a run's
 * row starts with its first hop.
 *
 * A function of Postgres' does it (migration 0007), so that a hop's role needs no right on the ledger: whoever
 * cannot name a row finds none. It commits without waiting for the disk: what a crash of the server takes back is
 * that a hop had begun, which the sweep says again. Nothing that is promised stands in it.
 */
export const advance = (
  db: Queryable,
  row: { rowId: string; epoch: number },
  hop: Hop,
): Promise<LiveRow | undefined> =>
  one(db, row, {
    name: 'ledger.advance',
    text: `SELECT ${columns} FROM rollcall.advance($1, $2, $3)`,
    values: [row.rowId, row.epoch, hop],
    together: { key: row.rowId, atOnce: 'one' },
  });

/**
 * The same for a later hop, which only reads: undefined where the row is closed, of another epoch or gone, and
 * the job is to be dropped.
 */
export const readLive = (
  db: Queryable,
  row: { rowId: string; epoch: number },
): Promise<LiveRow | undefined> =>
  one(db, row, {
    name: 'ledger.read_live',
    text: `SELECT ${columns} FROM rollcall.live_row($1, $2)`,
    values: [row.rowId, row.epoch],
    together: { key: row.rowId, atOnce: 'one' },
  });

const columns = 'tenant_id, collection, request, deadline_at';

const one = async (
  db: Queryable,
  row: { rowId: string; epoch: number },
  statement: Statement,
): Promise<LiveRow | undefined> => {
  const { rows } = await db.query<{
    tenant_id: string;
    collection: string | null;
    request: RowRequest;
    deadline_at: number;
  }>(statement);
  const found = rows[0];
  if (!found) return undefined;
  return {
    id: row.rowId,
    tenantId: found.tenant_id,
    epoch: row.epoch,
    collection: found.collection ?? undefined,
    request: found.request,
    deadlineAt: found.deadline_at,
  };
};

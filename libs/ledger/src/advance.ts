import type { Hop } from '@rollcall/pipeline';
import type { Queryable } from '@rollcall/postgres';
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
 * A function of Postgres' (migration 0006) does it, so that a hop's role needs no right on the ledger: whoever
 * cannot name a row cannot find one. It commits without waiting for the disk: what a crash of the server takes
 * back is that a hop had begun, which the next hop, or the sweep, says again. Nothing that is promised stands in it.
 */
export const advance = async (
  db: Queryable,
  row: { rowId: string; epoch: number },
  hop: Hop,
): Promise<LiveRow | undefined> => {
  const { rows } = await db.query<{
    tenant_id: string;
    collection: string | null;
    request: RowRequest;
    deadline_at: number;
  }>({
    name: 'ledger.advance',
    text: 'SELECT tenant_id, collection, request, deadline_at FROM rollcall.advance($1, $2, $3)',
    values: [row.rowId, row.epoch, hop],
  });
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

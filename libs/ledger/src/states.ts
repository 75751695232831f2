/**
 * The life of a row, and why no document is lost and none is counted twice.
 *
 *   open ──────────────► answered | abstained | failed | lost
 *    ▲                        │
 *    └──── reopen (epoch+1) ──┘
 *
 * 1. Opened before enqueued (`open.ts`). The run with its number of documents is written first, then the
 *    rows, then the jobs. Completeness is counted against `runs.documents`, never against the rows or the
 *    jobs that happen to exist.
 * 2. Epochs (`close.ts`, `reopen.ts`). Job ids are `<hop>-<row>-<epoch>`; a close says
 *    `WHERE id = $1 AND epoch = $2 AND status = 'open'`. The first close wins; a late one is counted in
 *    `row_attempts` and changes nothing. `reopen` archives the old outcome and raises the epoch, so an old
 *    job can neither block the new one's id nor close the new row.
 * 3. Reconciled, not only buried (`sweep.ts`). An open row without a live job (waiting, active or delayed;
 *    a failed job is not live) for some seconds is put back at `retrieve` with the next epoch, at most
 *    twice, then closed `lost`. This heals a crash between opening and adding, an `add` that timed out
 *    either way, and a Redis that lost its last second. What was closed while the sweep looked stays closed:
 *    it opens only what is open.
 * 4. Every row ends (`sweep.ts`). A request's deadline counts from its opening and includes queue wait; the
 *    deadline of a run's row starts with its first hop (`advance.ts`). Only Postgres' `now()` closes rows.
 *    Past the deadline and a grace a row is closed wherever its job is: `failed deadline.exceeded` naming
 *    the hop where a live job stands, `lost` where there is none.
 * 5. `settle` has its own rule (apps/gateway): infrastructure errors are retried until the row's deadline, a
 *    permanent one closes the row as `failed settle.*` in the same handler.
 * 6. A run can be ended before its rows are (`end-run.ts`): by a stop rule, by a person, or where nothing
 *    moves. One transaction closes its open rows and says why on the run; then the jobs that have not cost
 *    anything are discarded (`discard-jobs.ts`), because the model-proxy does not read rows. `resume.ts` opens
 *    such rows again as any others that failed.
 */
export const closedStatuses = ['answered', 'abstained', 'failed', 'lost'] as const;

export type ClosedStatus = (typeof closedStatuses)[number];
export type RowStatus = 'open' | ClosedStatus;

import { Failure } from '@rollcall/failures';
import type { Database } from '@rollcall/postgres';
import type { Queue, Standing } from '@rollcall/queue';
import { close } from './close.ts';
import { enqueueAgain } from './enqueue.ts';
import { reopen } from './reopen.ts';

const SECOND = 1000;

export type SweepRules = {
  /** Past its deadline by this much a row is closed wherever its job is. */
  graceMs: number;
  /** A row that has begun is looked for in the queues when nothing touched it for this long. */
  quietMs: number;
  /** The same for a row that has not begun and whose enqueuer has gone quiet. */
  unstartedMs: number;
  /** A row that was touched within this time is not looked at, unless it is overdue. */
  freshMs: number;
  /** Times the sweep puts a row back before it is closed `lost`. */
  mostReconciles: number;
  /** Rows looked at in one sweep. */
  batch: number;
  /**
   * Longest that one sweep puts rows right; what is left is the next one's. Less than the time that the
   * database lets the sweep's lock stand idle (30 s), or two sweeps would be at it at once.
   */
  mostMs: number;
};

export const sweepRules: SweepRules = {
  graceMs: 5 * SECOND,
  quietMs: 6 * SECOND,
  unstartedMs: 12 * SECOND,
  freshMs: 2 * SECOND,
  mostReconciles: 2,
  batch: 5000,
  mostMs: 10 * SECOND,
};

/** Put right at once: few, because the gateway's pool is there for closing rows. */
const lanes = 2;

/** Rows reopened in one statement, and then enqueued: none of them is long without a job. */
const reopenedAtOnce = 50;

/** An open row as the sweep sees it. */
export type Suspect = { rowId: string; epoch: number; overdue: boolean; reconciled: number; quiet: boolean };

export type Remedy = 'leave' | 'reopen' | 'lost' | 'deadline';

/** What is to be done with an open row, given where its job stands. */
export const judge = (suspect: Suspect, standing: Standing, mostReconciles: number): Remedy => {
  if (suspect.overdue) return standing.live === undefined ? 'lost' : 'deadline';
  if (standing.live !== undefined) return 'leave';
  // A job that the queue gave up on will not come back: no need to wait until the row is quiet.
  if (standing.failed === undefined && !suspect.quiet) return 'leave';
  return suspect.reconciled < mostReconciles ? 'reopen' : 'lost';
};

export type SweepReport = {
  looked: number;
  reopened: number;
  lost: number;
  deadline: number;
  /** What looking took, without putting right. */
  lookMs: number;
};

/** `RCSW` in ASCII: one sweep at a time, over all gateways and a `run` that sweeps its own. */
const sweepLock = 0x52435357;

/**
 * Looks at the open rows that are overdue or quiet and puts each right: see the rules above `states.ts`.
 * Only one sweep runs at a time (advisory lock); undefined where another one is at it.
 *
 * @param runId sweep this run's rows only
 */
export const sweep = async (
  db: Database,
  queue: Queue,
  rules: SweepRules = sweepRules,
  runId?: string,
): Promise<SweepReport | undefined> =>
  db.transaction(async (tx) => {
    const { rows: lock } = await tx.query<{ mine: boolean }>({
      name: 'ledger.sweep_lock',
      text: 'SELECT pg_try_advisory_xact_lock($1) AS mine',
      values: [sweepLock],
    });
    if (!lock[0]?.mine) return undefined;
    const began = performance.now();
    const suspects = await findSuspects(db, rules, runId);
    const standing = suspects.length === 0 ? new Map<string, Standing>() : await queue.standing(suspects);
    const judged = suspects.map((suspect): Judged => {
      const at = standing.get(suspect.rowId) ?? { live: undefined, failed: undefined };
      return { suspect, at, remedy: judge(suspect, at, rules.mostReconciles) };
    });
    const lookMs = Math.round(performance.now() - began);
    return { looked: suspects.length, lookMs, ...(await putRight(db, queue, judged, rules.mostMs)) };
  });

type Judged = { suspect: Suspect; at: Standing; remedy: Remedy };

/** Closes what is to be closed and puts back what is to be put back, for `mostMs` at most. */
const putRight = async (
  db: Database,
  queue: Queue,
  judged: Judged[],
  mostMs: number,
): Promise<Pick<SweepReport, 'reopened' | 'lost' | 'deadline'>> => {
  const until = performance.now() + mostMs;
  const done = { reopened: 0, lost: 0, deadline: 0 };
  const tasks: (() => Promise<void>)[] = [];
  const back: Suspect[] = [];
  for (const { suspect, at, remedy } of judged) {
    if (remedy === 'reopen') back.push(suspect);
    if (remedy === 'lost' || remedy === 'deadline') {
      tasks.push(async () => {
        if (await bury(db, suspect, remedy, at)) done[remedy] += 1;
      });
    }
  }
  for (let from = 0; from < back.length; from += reopenedAtOnce) {
    tasks.push(async () => {
      const reopened = await reopen(db, back.slice(from, from + reopenedAtOnce), 'sweep');
      done.reopened += reopened.length;
      await enqueueAgain(db, queue, reopened);
    });
  }
  const next = () => (performance.now() < until ? tasks.shift() : undefined);
  const lane = async (): Promise<void> => {
    for (let task = next(); task; task = next()) await task();
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return done;
};

/**
 * Open rows that want a look, overdue ones first. Of more than a batch, a random part: in a long queue all
 * rows are quiet, and by age the same ones, whose jobs wait, would hide one without a job at every sweep.
 */
const findSuspects = async (db: Database, rules: SweepRules, runId?: string): Promise<Suspect[]> => {
  const { rows } = await db.query<{
    id: string;
    epoch: number;
    overdue: boolean;
    quiet: boolean;
    reconciled: number;
  }>({
    name: 'ledger.find_suspects',
    text: `SELECT * FROM (
             SELECT r.id, r.epoch, r.reconciled,
               coalesce(r.deadline_at + $1 * interval '1 ms' < now(), false) AS overdue,
               CASE WHEN r.hop IS NULL
                 THEN greatest(r.touched_at, run.enqueuing_at) + $3 * interval '1 ms' < now()
                 ELSE r.touched_at + $2 * interval '1 ms' < now() END AS quiet,
               r.touched_at
             FROM rollcall.rows r LEFT JOIN rollcall.runs run ON run.id = r.run_id
             WHERE r.closed_at IS NULL AND ($5::uuid IS NULL OR r.run_id = $5)
           ) AS suspect
           WHERE overdue OR quiet OR touched_at + $6 * interval '1 ms' < now()
           ORDER BY overdue DESC, quiet DESC, random() LIMIT $4`,
    values: [rules.graceMs, rules.quietMs, rules.unstartedMs, rules.batch, runId ?? null, rules.freshMs],
  });
  return rows.map((row) => ({
    rowId: row.id,
    epoch: row.epoch,
    overdue: row.overdue,
    quiet: row.quiet,
    reconciled: row.reconciled,
  }));
};

const bury = (db: Database, suspect: Suspect, why: 'lost' | 'deadline', at: Standing): Promise<boolean> => {
  const hop = at.live ?? at.failed;
  const failure = new Failure(why === 'lost' ? 'row.lost' : 'deadline.exceeded', {
    details: hop === undefined ? {} : { hop },
  });
  return close(db, {
    rowId: suspect.rowId,
    epoch: suspect.epoch,
    status: why === 'lost' ? 'lost' : 'failed',
    failure: { ...failure.toRecord(), hop },
  });
};

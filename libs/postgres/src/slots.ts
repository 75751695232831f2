import { randomUUID } from 'node:crypto';
import { asFailure, Failure } from '@rollcall/failures';
import { failureFields, type Log } from '@rollcall/telemetry';
import { type Budget, evaluateBudget } from './budget.ts';
import type { PoolKind, Share } from './fleet.ts';
import { type RunStatement, readWrittenPlan } from './written-plan.ts';

const SECOND = 1000;

const beatEveryMs = 5 * SECOND;
/** A slot without a sign of life for so long is free: six beats, more than a server's restart takes. */
const expireAfterMs = 30 * SECOND;

export type SlotOptions = {
  service: string;
  pool: PoolKind;
  /** Connections that this replica may open. */
  max: number;
  /** Its own name, under which it takes its slot over when it comes back; a random one where it has none. */
  replica?: string | undefined;
  /** Start all the same where the budget or the slots are spent; it is said in the log. */
  overBudget?: boolean | undefined;
  log: Log;
};

export type Slot = {
  /** Throws `budget.slot_lost` while another replica has the slot. */
  check(): void;
  /** Gives the slot back. */
  release(): Promise<void>;
};

/**
 * Claims one of the slots that a service's pool has (`rollcall_fleet.slots`, one row a slot) and says every few
 * seconds that it is still there. A replica too many finds none and gets `budget.no_slot`; a fleet whose pools do
 * not fit into Postgres together, or a pool that is larger than the plan's, gets `budget.exceeded`. In a
 * database without a plan nothing is held.
 */
export const holdSlot = async (run: RunStatement, options: SlotOptions): Promise<Slot> => {
  const { service, pool, log } = options;
  const known = await readWrittenPlan(run);
  const mine = known?.plan.shares.find((share) => share.service === service && share.pool === pool);
  if (known === undefined || mine === undefined) {
    log.warn(
      'no connection budget in this database: `rollcall migrate` with passwords for the roles writes one',
      {
        pool,
      },
    );
    return { check: () => {}, release: async () => {} };
  }
  const budget = evaluateBudget(known.plan, known.server, ['data', 'queue']);
  tolerate(options, () => demandRoom(mine, budget, options));
  const instance = randomUUID();
  let slot = await claimOnce(run, options, instance, options.replica ?? instance);
  if (slot === undefined) tolerate(options, () => refuse(options, mine.most));

  let lost = false;
  const beat = async (): Promise<void> => {
    const { rows } = await run(beatText, [service, pool, slot ?? 0, instance]);
    if (rows.length === 1) {
      lost = false;
      return;
    }
    // Stopped for longer than a slot lives, or another process came up under the same name: that one keeps it, and
    // this one takes a slot that is free, if there is any.
    if (!lost) log.error('connection slot lost', { pool, code: 'budget.slot_lost' });
    lost = true;
    slot = await claimOnce(run, options, instance, instance);
    lost = slot === undefined;
  };
  const beats = repeatedly(beatEveryMs, async () => {
    if (slot === undefined && !lost) return;
    await beat().catch((thrown) => log.warn('could not say that the slot is held', failureFields(thrown)));
  });
  return {
    check: () => {
      if (lost) throw new Failure('budget.slot_lost', { details: { service, pool } });
    },
    release: async () => {
      // A beat under way may be claiming a slot: it must not be left behind.
      await beats.stop();
      await run(releaseText, [service, pool, instance]).catch(expiresByItself);
    },
  };
};

/** One turn after the other, so that a Postgres that hangs does not pile them up. */
const repeatedly = (everyMs: number, turn: () => Promise<void>): { stop(): Promise<void> } => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = turn().finally(next);
    }, everyMs).unref();
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};

/** A slot that cannot be given back now is free when its beats have stopped for long enough. */
const expiresByItself = (): void => {};

const demandRoom = (mine: Share, budget: Budget, { service, pool, max }: SlotOptions): void => {
  if (max > mine.perReplica) {
    const problems = [`${service}: its pool "${pool}" has ${max} connections, the plan ${mine.perReplica}`];
    throw new Failure('budget.exceeded', {
      details: { service, pool, connections: max, allowed: mine.perReplica, problems },
    });
  }
  if (!budget.fits) {
    const problems = [
      `all pools may open ${budget.total} connections, this Postgres has ${budget.available}`,
    ];
    throw new Failure('budget.exceeded', {
      details: { connections: budget.total, allowed: budget.available, problems },
    });
  }
};

const refuse = ({ service, pool }: SlotOptions, most: number): never => {
  const problems = [
    `${service}: ${most} of ${most} replicas are alive, each with a slot of the pool "${pool}"`,
  ];
  throw new Failure('budget.no_slot', { details: { service, pool, most, problems } });
};

/** Runs the check; with `overBudget` what it throws is said, not thrown. */
const tolerate = ({ overBudget, log }: SlotOptions, check: () => void): void => {
  try {
    check();
  } catch (thrown) {
    if (!overBudget) throw thrown;
    log.warn('started over the connection budget, as told', failureFields(asFailure(thrown)));
  }
};

const claimOnce = async (
  run: RunStatement,
  { service, pool }: SlotOptions,
  instance: string,
  replica: string,
): Promise<number | undefined> => {
  const { rows } = await run<{ slot: number | null }>(
    'SELECT rollcall_fleet.claim($1, $2, $3, $4, $5) AS slot',
    [service, pool, replica, instance, expireAfterMs],
  );
  return rows[0]?.slot ?? undefined;
};

const beatText = `
  UPDATE rollcall_fleet.slots SET beat_at = now()
  WHERE service = $1 AND pool = $2 AND slot = $3 AND instance = $4 RETURNING slot`;

const releaseText = `
  DELETE FROM rollcall_fleet.slots WHERE service = $1 AND pool = $2 AND instance = $3 RETURNING slot`;

/** The tables of the plan and the slots, and the claim as one statement; run by whoever makes the roles. */
export const fleetSchema = `
  CREATE SCHEMA IF NOT EXISTS rollcall_fleet;
  CREATE TABLE IF NOT EXISTS rollcall_fleet.shares (
    service     text NOT NULL,
    pool        text NOT NULL CHECK (pool IN ('data', 'queue')),
    per_replica int  NOT NULL,
    most        int  NOT NULL,
    reserve     int  NOT NULL,
    PRIMARY KEY (service, pool)
  );
  CREATE TABLE IF NOT EXISTS rollcall_fleet.slots (
    service  text NOT NULL,
    pool     text NOT NULL,
    slot     int  NOT NULL,
    replica  text NOT NULL,
    instance uuid NOT NULL,
    beat_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service, pool, slot)
  );
  -- The slot's number; null where all of them are taken. One claim at a time for each service and pool.
  CREATE OR REPLACE FUNCTION rollcall_fleet.claim(
    p_service text, p_pool text, p_replica text, p_instance uuid, p_expire_ms int
  ) RETURNS int LANGUAGE plpgsql SET search_path = rollcall_fleet, pg_temp AS $claim$
  DECLARE
    v_most int;
    v_slot int;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('rollcall_fleet'), hashtext(p_service || '/' || p_pool));
    SELECT most INTO v_most FROM shares WHERE service = p_service AND pool = p_pool;
    DELETE FROM slots WHERE service = p_service AND pool = p_pool
      AND (replica = p_replica OR beat_at < now() - p_expire_ms * interval '1 ms');
    IF (SELECT count(*) FROM slots WHERE service = p_service AND pool = p_pool) >= v_most THEN
      RETURN NULL;
    END IF;
    SELECT min(n) INTO v_slot FROM generate_series(1, v_most) AS n
      WHERE NOT EXISTS (SELECT FROM slots WHERE service = p_service AND pool = p_pool AND slot = n);
    INSERT INTO slots (service, pool, slot, replica, instance)
      VALUES (p_service, p_pool, v_slot, p_replica, p_instance);
    RETURN v_slot;
  END $claim$;`;

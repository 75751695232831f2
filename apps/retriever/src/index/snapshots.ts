import { setTimeout } from 'node:timers/promises';
import { asFailure } from '@rollcall/failures';
import type { TenantQueryable } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import { compactParts } from './compact-parts.ts';
import { fitBudget } from './fit-budget.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { bytesOfSnapshot, createSnapshot, type Snapshot } from './snapshot.ts';

const SECOND = 1000;

/** A collection that did not fit, or is gone, is not looked at again for so long. */
const passedOverMs = 10 * SECOND;

/**
 * A question waits so long for a collection that is read for the first time. After that `rankedMeanwhile` of
 * them at once are ranked by Postgres; were it all of them, they would take the processor from the reading
 * that ends it.
 */
const patienceMs = 250;
const rankedMeanwhile = 2;

/**
 * Why Postgres ranked a question: no room for its collection, not read yet, or changed while it was being
 * answered.
 */
export type Fallback = 'over_budget' | 'loading' | 'changing';

/** What the snapshots hold now and what they have cost. */
export type SnapshotFigures = {
  bytes: number;
  loads: number;
  loadSeconds: number;
  evictions: number;
  fallbacks: Record<Fallback, number>;
};

export type Snapshots = {
  /**
   * A collection's snapshot of `version` or a newer one; why not, where Postgres is to rank the question. A
   * snapshot that is older is brought up to date first, so that a question sees all that was stored before
   * it. The questions that wait for a collection share its loading. `done` is to be called when Postgres has
   * ranked the question.
   */
  current(
    db: TenantQueryable,
    collectionId: string,
    version: number,
  ): Promise<Snapshot | { fallback: Fallback; done: () => void }>;
  /** Counts a question that Postgres ranked. */
  count(fallback: Fallback): void;
  figures(): SnapshotFigures;
};

type Entry = {
  snapshot?: Snapshot;
  bytes: number;
  usedAt: number;
  /** Reading and then compacting; what comes next waits for both, a question for the first only. */
  loading?: Promise<void>;
  compacting?: Promise<void>;
  passedOverUntil: number;
  rankedMeanwhile: number;
};

export type SnapshotsOptions = {
  /** Bytes of all snapshots together. */
  budgetBytes: number;
  log: Log;
  /** Milliseconds. Default: the process's clock. */
  now?: () => number;
};

/** The snapshots of a process, within a budget of memory. */
export const createSnapshots = (options: SnapshotsOptions): Snapshots => {
  const { budgetBytes, log, now = () => performance.now() } = options;
  const entries = new Map<string, Entry>();
  const figures = {
    loads: 0,
    loadSeconds: 0,
    evictions: 0,
    fallbacks: { over_budget: 0, loading: 0, changing: 0 },
  };

  const entryOf = (id: string): Entry => {
    const entry = entries.get(id) ?? { bytes: 0, usedAt: 0, passedOverUntil: 0, rankedMeanwhile: 0 };
    entry.usedAt = now();
    entries.set(id, entry);
    return entry;
  };

  const admit = (id: string, bytes: number): boolean => {
    const held = [...entries].map(([other, entry]) => ({
      id: other,
      bytes: entry.bytes,
      usedAt: entry.usedAt,
    }));
    const given = fitBudget(held, { id, bytes }, { bytes: budgetBytes, nowMs: now() });
    if (given === undefined) return false;
    for (const other of given) {
      if (entries.get(other)?.snapshot !== undefined) figures.evictions += 1;
      entries.delete(other);
    }
    entryOf(id).bytes = bytes;
    return true;
  };

  const hold = (entry: Entry, snapshot: Snapshot | undefined): void => {
    if (snapshot === undefined) delete entry.snapshot;
    else entry.snapshot = snapshot;
    entry.bytes = snapshot === undefined ? 0 : bytesOfSnapshot(snapshot.parts, snapshot.lexemeOf.length);
  };

  const load = async (id: string, entry: Entry, db: TenantQueryable): Promise<void> => {
    await entry.compacting;
    const from = now();
    const held = entry.snapshot;
    try {
      const loaded = await loadSnapshot({ db, collectionId: id, held, admit: (bytes) => admit(id, bytes) });
      if (typeof loaded === 'string') entry.passedOverUntil = now() + passedOverMs;
      hold(entry, typeof loaded === 'string' ? undefined : loaded);
    } catch (thrown) {
      hold(entry, held);
      throw thrown;
    }
    figures.loads += 1;
    figures.loadSeconds += (now() - from) / SECOND;
  };

  const compact = async (entry: Entry): Promise<void> => {
    const { snapshot } = entry;
    const parts = snapshot && (await compactParts(snapshot.parts));
    if (parts) hold(entry, createSnapshot({ ...snapshot, parts }));
  };

  /** Loads, and compacts behind it. */
  const refresh = (id: string, entry: Entry, db: TenantQueryable): Promise<void> => {
    entry.loading ??= load(id, entry, db).finally(() => {
      delete entry.loading;
      entry.compacting = compact(entry).catch((thrown) =>
        log.warn('snapshot not compacted', failureFields(asFailure(thrown))),
      );
    });
    return entry.loading;
  };

  const current: Snapshots['current'] = async (db, collectionId, version) => {
    for (;;) {
      const entry = entryOf(collectionId);
      if (entry.snapshot !== undefined && entry.snapshot.version >= version) return entry.snapshot;
      if (now() < entry.passedOverUntil) return { fallback: 'over_budget', done: () => {} };
      const isFirst = entry.snapshot === undefined;
      const loading = refresh(collectionId, entry, db);
      if (!isFirst || (await isDoneWithin(loading, patienceMs))) {
        await loading;
      } else if (entry.rankedMeanwhile < rankedMeanwhile) {
        entry.rankedMeanwhile += 1;
        const done = () => {
          entry.rankedMeanwhile -= 1;
        };
        return { fallback: 'loading', done };
      } else {
        await loading;
      }
    }
  };

  return {
    current,
    count: (fallback) => {
      figures.fallbacks[fallback] += 1;
    },
    figures: () => ({
      ...figures,
      fallbacks: { ...figures.fallbacks },
      bytes: [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    }),
  };
};

/** False where the work takes longer; throws what it throws. */
const isDoneWithin = (work: Promise<void>, ms: number): Promise<boolean> => {
  const late = new AbortController();
  return Promise.race([
    work.then(() => true),
    setTimeout(ms, false, { signal: late.signal, ref: false }),
  ]).finally(() => late.abort());
};

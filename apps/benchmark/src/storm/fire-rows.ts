import type { TestDocument } from '../dataset/read-dataset.ts';
import { enqueueRows } from '../run/enqueue-rows.ts';
import { followRun } from '../run/follow-run.ts';
import { openRun, type RunSettings } from '../run/open-run.ts';
import type { Session } from '../session.ts';

const MINUTE = 60_000;

/** Nothing moved for this long: the storm closes its open rows. Longer than a killed worker's job needs. */
const noProgressMs = 2 * MINUTE;

export type OpenedRows = {
  runId: string;
  /** Enqueues all rows at once and resolves when each is closed. */
  enqueue(signal: AbortSignal): Promise<void>;
};

/** Opens the storm's rows as a run of their own, as `run` does, to be enqueued all at once: the other door. */
export const openStormRows = async (
  session: Session,
  dataset: { name: string; sha256: string; documents: TestDocument[] },
  settings: RunSettings,
): Promise<OpenedRows> => {
  const { runId, rowIds } = await openRun(
    session.db,
    { ...dataset, name: `${dataset.name} (storm)` },
    settings,
  );
  const rows = rowIds.map((rowId) => ({ rowId, epoch: 1, traceparent: undefined }));
  return {
    runId,
    enqueue: async (signal) => {
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const deps = { ...session, gatewayUrl: session.target.gatewayUrl };
      const follow = followRun(deps, { runId, noProgressMs }, () => {}, either);
      const ends = await Promise.allSettled([
        enqueueRows(session, { runId, rows, concurrency: rows.length }, either),
        follow.finally(() => over.abort()),
      ]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
};

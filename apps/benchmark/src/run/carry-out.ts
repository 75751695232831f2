import type { Progress } from '@rollcall/ledger';
import type { Session } from '../session.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { type Enqueuing, enqueueRows } from './enqueue-rows.ts';
import { followRun } from './follow-run.ts';

const MINUTE = 60_000;

/** Nothing moved for this long: the run ends. Longer than a killed worker's job needs to come back. */
const noProgressMs = 2 * MINUTE;

const noteOf = ({ answered, abstained, failed, lost }: Progress): string =>
  Object.entries({ answered, abstained, failed, lost })
    .filter(([name, count]) => count > 0 || name === 'answered')
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/**
 * Enqueues a run's rows and follows the run, under a progress bar, until every row is closed or `signal` is
 * aborted. Both ends wait for each other: nothing of it goes on after this returns or throws.
 */
export const carryOut = async (session: Session, work: Enqueuing, signal: AbortSignal): Promise<void> => {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const bar = createProgressBar('Running');
  const follow = followRun(
    { ...session, gatewayUrl: session.target.gatewayUrl },
    { runId: work.runId, noProgressMs },
    (progress) => {
      const { answered, abstained, failed, lost, documents } = progress;
      bar.update({ done: answered + abstained + failed + lost, total: documents, note: noteOf(progress) });
    },
    either,
  );
  const parts = [enqueueRows(session, work, either), follow.finally(() => over.abort())];
  const ends = await Promise.allSettled(parts);
  bar.end();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};

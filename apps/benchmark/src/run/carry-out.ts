import { type Progress, type Reopened, readClock } from '@rollcall/ledger';
import type { Session } from '../session.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { enqueueRows } from './enqueue-rows.ts';
import { type EndedEarly, followRun } from './follow-run.ts';
import type { StopRules } from './stop-rules.ts';

const MINUTE = 60_000;

/** Nothing moved for this long: the run ends. Longer than a killed worker's job needs to come back. */
const noProgressMs = 2 * MINUTE;

const noteOf = ({ answered, abstained, failed, lost }: Progress): string =>
  Object.entries({ answered, abstained, failed, lost })
    .filter(([name, count]) => count > 0 || name === 'answered')
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

export type Work = {
  runId: string;
  /** Opens the rows, or opens them again: what is closed from then on counts for the rules. */
  open(): Promise<Reopened[]>;
  concurrency: number;
  rules: StopRules;
};

/**
 * Enqueues a run's rows and follows the run, under a progress bar, until every row is closed, a stop rule
 * strikes or `signal` is aborted. Both ends wait for each other: nothing of it goes on after this returns or
 * throws. Answers how the run was ended early, undefined where it was not.
 */
export const carryOut = async (
  session: Session,
  { runId, open, concurrency, rules }: Work,
  signal: AbortSignal,
): Promise<EndedEarly | undefined> => {
  const since = await readClock(session.db);
  const rows = await open();
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const bar = createProgressBar('Running');
  const follow = followRun(
    { ...session, gatewayUrl: session.target.gatewayUrl },
    { runId, noProgressMs, stopping: { rules, since } },
    (progress) => {
      const { answered, abstained, failed, lost, documents } = progress;
      bar.update({ done: answered + abstained + failed + lost, total: documents, note: noteOf(progress) });
    },
    either,
  );
  const enqueue = enqueueRows(session, { runId, rows, concurrency }, either);
  const [enqueued, followed] = await Promise.allSettled([enqueue, follow.finally(() => over.abort())]);
  bar.end();
  if (enqueued.status === 'rejected') throw enqueued.reason;
  if (followed.status === 'rejected') throw followed.reason;
  return followed.value;
};

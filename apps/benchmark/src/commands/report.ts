import { join } from 'node:path';
import { catalogue } from '@rollcall/failures';
import { readProgress } from '@rollcall/ledger';
import { exitStatus } from '../exit-status.ts';
import { exitStatusOf } from '../report/summary.ts';
import { writeReport } from '../report/write-report.ts';
import type { EndedEarly } from '../run/follow-run.ts';
import { findRun, reportRun } from '../run/report-run.ts';
import { stopInWords } from '../run/stop-rules.ts';
import { findTarget, type Session, stateDirOf, withSession } from '../session.ts';
import { renderSummary } from '../terminal/summary-view.ts';
import type { CommandContext } from './context.ts';

/** Where the files go (default: the state folder's `runs`), and whether the summary is printed as JSON. */
export type ReportOptions = { out?: string | undefined; json?: boolean | undefined };

/** Reads a run from the ledger, writes its files and prints it; the exit status says whether it is complete. */
const presentRun = async (
  { config, print }: CommandContext,
  { db }: Session,
  runId: string,
  options: ReportOptions,
): Promise<number> => {
  const { summary, rows } = await reportRun(db, runId);
  const folder = await writeReport(options.out ?? join(stateDirOf(config), 'runs'), summary, rows);
  print(options.json ? JSON.stringify(summary, null, 2) : renderSummary(summary, rows, folder));
  return exitStatusOf(summary);
};

export type Finished = { runId: string; signal: AbortSignal; ended: EndedEarly | undefined };

/** As `presentRun` for a run that is over; for one that was ended early or interrupted, how it is continued. */
export const presentOrSayHow = async (
  context: CommandContext,
  session: Session,
  { runId, signal, ended }: Finished,
  options: ReportOptions,
): Promise<number> => {
  if (ended) for (const line of endInWords(runId, ended)) context.note(line);
  if (signal.aborted && (await readProgress(session.db, runId))?.open !== 0) {
    context.note(
      `Interrupted. \`rollcall resume ${runId}\` continues, \`rollcall report ${runId}\` shows what is there.`,
    );
    return exitStatus.incomplete;
  }
  return presentRun(context, session, runId, options);
};

/** Why a run was ended, what became of its jobs, and how it is continued. Pure. */
export const endInWords = (runId: string, { code, reason, jobs }: EndedEarly): string[] => [
  `Stopped: ${reason ? stopInWords(reason) : catalogue[code].message}`,
  ...(jobs && jobs.atWork === 0
    ? []
    : [`Some documents are at work still: \`rollcall cancel ${runId}\` discards what they put back.`]),
  `\`rollcall resume ${runId}\` continues.`,
];

/** `rollcall report <run>`. */
export const reportCommand = async (
  context: CommandContext,
  run: string,
  options: ReportOptions,
): Promise<number> =>
  withSession(context.config, await findTarget(context.config), async (session) =>
    presentRun(context, session, await findRun(session.db, run), options),
  );

import { join } from 'node:path';
import { exitStatusOf } from '../report/summary.ts';
import { writeReport } from '../report/write-report.ts';
import { findRun, reportRun } from '../run/report-run.ts';
import { findTarget, type Session, stateDirOf, withSession } from '../session.ts';
import { renderSummary } from '../terminal/summary-view.ts';
import type { CommandContext } from './context.ts';

/** Reads a run from the ledger, writes its files and prints it; the exit status says whether it is complete. */
export const presentRun = async (
  { config, print }: CommandContext,
  { db }: Session,
  runId: string,
  options: { out?: string | undefined; json?: boolean | undefined },
): Promise<number> => {
  const { summary, rows } = await reportRun(db, runId);
  const folder = await writeReport(options.out ?? join(stateDirOf(config), 'runs'), summary, rows);
  print(options.json ? JSON.stringify(summary, null, 2) : renderSummary(summary, rows, folder));
  return exitStatusOf(summary);
};

/** `rollcall report <run>`. */
export const reportCommand = async (
  context: CommandContext,
  run: string,
  options: { out?: string; json?: boolean },
): Promise<number> => {
  const target = await findTarget(context.config);
  return withSession(context.config, target, async (session) =>
    presentRun(context, session, await findRun(session.db, run), options),
  );
};

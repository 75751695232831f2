import { Failure } from '@rollcall/failures';
import { endRun, readRun } from '@rollcall/ledger';
import { exitStatus } from '../exit-status.ts';
import { discardEnded } from '../run/follow-run.ts';
import { findRun } from '../run/report-run.ts';
import { findTarget, withSession } from '../session.ts';
import type { CommandContext } from './context.ts';

/**
 * `rollcall cancel <run>`: closes the run's open rows as `run.cancelled` and discards their jobs, so that
 * nothing more is paid. What is at work finds its row closed. A second time closes nothing and discards what
 * the first one could not. Throws `run.not_found`.
 */
export const cancelCommand = async (
  { config, print }: CommandContext,
  name: string,
  options: { json?: boolean },
): Promise<number> =>
  withSession(config, await findTarget(config), async (session) => {
    const runId = await findRun(session.db, name);
    if (!(await readRun(session.db, runId))) throw new Failure('run.not_found');
    const closed = await endRun(session.db, runId, 'run.cancelled');
    const { discarded, atWork } = await discardEnded(session, runId);
    if (options.json) print(JSON.stringify({ run: runId, closed, discarded, atWork }));
    else {
      const rows = closed === 0 ? 'no row was open' : `${closed} open rows closed`;
      print(`Run ${runId}: ${rows}, ${discarded} jobs discarded.`);
      if (atWork > 0) {
        print(`${atWork} documents are at work still; cancel again to discard what they put back.`);
      }
      if (closed > 0) print(`\`rollcall resume ${runId}\` takes it up again.`);
    }
    return exitStatus.complete;
  });

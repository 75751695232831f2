import { Failure } from '@rollcall/failures';
import { readRun, resume } from '@rollcall/ledger';
import { interrupted } from '../interrupted.ts';
import { carryOut } from '../run/carry-out.ts';
import { findRun } from '../run/report-run.ts';
import { findTarget, type Session, withSession } from '../session.ts';
import { withStack } from '../stack/with-stack.ts';
import type { CommandContext } from './context.ts';
import { presentOrSayHow } from './report.ts';

export type ResumeOptions = { baseUrl?: string; concurrency: number; out?: string; json?: boolean };

/**
 * `rollcall resume <run>`: opens what failed, was lost or was never enqueued, and follows it. Throws
 * `run.other_model` where the stack that was started for it would call another endpoint than the run did.
 */
export const resumeCommand = async (
  context: CommandContext,
  run: string,
  options: ResumeOptions,
): Promise<number> => {
  const { signal } = interrupted();
  return withStack(context, options, signal, async (endpoint) =>
    withSession(context.config, await findTarget(context.config), async (session) => {
      const runId = await findRun(session.db, run);
      await demandSameEndpoint(session, runId, endpoint);
      const rows = await resume(session.db, runId);
      context.note(`${rows.length} rows opened again`);
      await carryOut(session, { runId, rows, concurrency: options.concurrency }, signal);
      return presentOrSayHow(context, session, { runId, signal }, options);
    }),
  );
};

/** One table must not hold two models' answers unnoticed. */
const demandSameEndpoint = async (
  { db }: Session,
  runId: string,
  endpoint: string | undefined,
): Promise<void> => {
  const asked = (await readRun(db, runId))?.settings.endpoint;
  if (typeof asked !== 'string' || endpoint === undefined || asked === endpoint) return;
  throw new Failure('run.other_model', { details: { endpoint: asked } });
};

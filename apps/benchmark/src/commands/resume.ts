import { Failure, type FailureCode } from '@rollcall/failures';
import { type Resumable, type RunView, readRun, replayable, resumable, resume } from '@rollcall/ledger';
import { interrupted } from '../interrupted.ts';
import { preflight } from '../rehearsal/preflight.ts';
import { carryOut } from '../run/carry-out.ts';
import { discardOutdated } from '../run/discard-outdated.ts';
import { findRun } from '../run/report-run.ts';
import { rulesFor, type StopRules } from '../run/stop-rules.ts';
import { findTarget, type Session, withSession } from '../session.ts';
import { withStack } from '../stack/with-stack.ts';
import type { CommandContext } from './context.ts';
import { presentOrSayHow } from './report.ts';
import { tenantOf } from './run.ts';

export type ResumeOptions = StopRules & {
  baseUrl?: string;
  concurrency: number;
  /** False for `--no-rehearsal`. */
  rehearsal?: boolean;
  out?: string;
  json?: boolean;
};

export type ReplayOptions = ResumeOptions & { code?: FailureCode[] };

/**
 * `rollcall resume <run>`: opens what failed, was lost or was never enqueued, and follows it. Throws
 * `run.other_model` where the stack that was started for it would call another endpoint than the run did.
 */
export const resumeCommand = (
  context: CommandContext,
  run: string,
  options: ResumeOptions,
): Promise<number> => openAgain(context, run, options, ({ db }, runId) => resumable(db, runId));

/** `rollcall replay <run>`: opens the run's dead letters again, all or those with some codes, and follows them. */
export const replayCommand = (
  context: CommandContext,
  run: string,
  options: ReplayOptions,
): Promise<number> =>
  openAgain(context, run, options, ({ db }, runId) => replayable(db, runId, options.code));

const openAgain = async (
  context: CommandContext,
  name: string,
  options: ResumeOptions,
  choose: (session: Session, runId: string) => Promise<Resumable[]>,
): Promise<number> => {
  const { signal } = interrupted();
  return withStack(context, options, signal, async (endpoint) =>
    withSession(context.config, await findTarget(context.config), async (session) => {
      const runId = await findRun(session.db, name);
      const run = await readRun(session.db, runId);
      if (!run) throw new Failure('run.not_found');
      demandSameEndpoint(run, endpoint);
      const { costsMoney } = await preflight(context, session, {
        tenantId: await tenantOf(session.db, context.config.ROLLCALL_KEY),
        collection: run.collection ?? '',
        k: Number(run.settings.k),
        atOnce: Math.min(options.concurrency, run.documents),
        demanded: options.rehearsal ?? true,
        given: {},
      });
      const chosen = await choose(session, runId);
      context.note(inWords(chosen));
      const work = {
        runId,
        concurrency: options.concurrency,
        rules: rulesFor(options, costsMoney),
        open: async () => {
          const rows = await resume(session.db, runId, chosen);
          await discardOutdated(session, chosen);
          return rows;
        },
      };
      const ended = chosen.length === 0 ? undefined : await carryOut(session, work, signal);
      return presentOrSayHow(context, session, { runId, signal, ended }, options);
    }),
  );
};

/** `Opening 12 rows again: model.timeout 8, never enqueued 4`. Pure. */
export const inWords = (chosen: Resumable[]): string => {
  if (chosen.length === 0) return 'No row is to be opened again.';
  const counts = new Map<string, number>();
  for (const { code } of chosen) {
    const why = code ?? 'never begun';
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  const parts = [...counts].sort(([, one], [, other]) => other - one).map(([why, n]) => `${why} ${n}`);
  return `Opening ${chosen.length} rows again: ${parts.join(', ')}`;
};

/** One table must not hold two models' answers unnoticed. */
const demandSameEndpoint = ({ settings }: RunView, endpoint: string | undefined): void => {
  const asked = settings.endpoint;
  if (typeof asked !== 'string' || endpoint === undefined || asked === endpoint) return;
  throw new Failure('run.other_model', { details: { endpoint: asked } });
};

import { basename } from 'node:path';
import { Failure } from '@rollcall/failures';
import { enqueueAgain, type Progress, readProgress, resume } from '@rollcall/ledger';
import { defaultTenantId } from '@rollcall/service';
import { builtInDataset } from '../dataset/built-in.ts';
import { type Dataset, readDataset } from '../dataset/read-dataset.ts';
import { exitStatus } from '../exit-status.ts';
import { interrupted } from '../interrupted.ts';
import { enqueueRows } from '../run/enqueue-rows.ts';
import { followRun } from '../run/follow-run.ts';
import { ingestDocuments } from '../run/ingest-documents.ts';
import { openRun } from '../run/open-run.ts';
import { findRun } from '../run/report-run.ts';
import { findTarget, readStack, type Session, withSession } from '../session.ts';
import { start } from '../stack/start.ts';
import { createProgressBar, type ProgressBar } from '../terminal/progress-bar.ts';
import type { CommandContext } from './context.ts';
import { presentRun } from './report.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export type RunOptions = {
  dataset?: string;
  model?: string;
  baseUrl?: string;
  concurrency: number;
  limit?: number;
  collection?: string;
  k: number;
  deadline: number;
  out?: string;
  json?: boolean;
};

/** Nothing moved for this long: the run ends. Longer than a killed worker's job needs to come back. */
const noProgressMs = 2 * MINUTE;

/**
 * `rollcall run`: every document of a dataset through the whole system. Where no stack runs and the
 * environment names no database, one is started for the run and stopped after it.
 */
export const runCommand = async (context: CommandContext, options: RunOptions): Promise<number> => {
  const { signal } = interrupted();
  const dataset = await readDataset(options.dataset ?? builtInDataset(), options.limit);
  return withStack(context, options, signal, () =>
    findTarget(context.config).then((target) =>
      withSession(context.config, target, async (session) => {
        const { runId } = await ingestAndOpen(context, session, dataset, options, signal);
        return presentOrSayHow(context, session, runId, options, signal);
      }),
    ),
  );
};

/** `rollcall resume <run>`: opens what failed, was lost or was never enqueued, and follows it. */
export const resumeCommand = async (
  context: CommandContext,
  run: string,
  options: { out?: string; json?: boolean; concurrency: number },
): Promise<number> => {
  const { signal } = interrupted();
  return withStack(context, {}, signal, async () => {
    const target = await findTarget(context.config);
    return withSession(context.config, target, async (session) => {
      const runId = await findRun(session.db, run);
      const reopened = await resume(session.db, runId);
      context.note(`${reopened.length} rows opened again`);
      await enqueueAgain(session.db, session.queue, reopened);
      await follow(session, runId, signal);
      return presentOrSayHow(context, session, runId, options, signal);
    });
  });
};

/** Runs `work` on the stack that is up, or on one that is started for it. */
const withStack = async (
  { config, note }: CommandContext,
  options: { baseUrl?: string; model?: string },
  signal: AbortSignal,
  work: () => Promise<number>,
): Promise<number> => {
  if (await readStack(config)) {
    if (options.baseUrl !== undefined) throw new Failure('stack.other_model');
    return work();
  }
  if (config.DATABASE_URL !== undefined && config.GATEWAY_URL !== undefined) return work();
  const stack = await start(config, {
    model: { baseUrl: options.baseUrl, name: options.model },
    note,
    signal,
  });
  try {
    return await work();
  } finally {
    note('Stopping the stack');
    await stack.stop();
  }
};

const ingestAndOpen = async (
  context: CommandContext,
  session: Session,
  dataset: Dataset,
  options: RunOptions,
  signal: AbortSignal,
): Promise<{ runId: string }> => {
  const { target } = session;
  if (target.gatewayUrl === undefined) throw new Failure('stack.not_running');
  const collection = options.collection ?? `${dataset.name}-${dataset.sha256.slice(0, 8)}`;
  const bar = createProgressBar('Ingesting');
  const totals = await ingestDocuments(
    { gatewayUrl: target.gatewayUrl, key: context.config.ROLLCALL_KEY, collection },
    dataset.documents.map(({ id, title, text }) => ({ id, title, text })),
    (done) => bar.update({ done, total: dataset.documents.length, note: '' }),
  );
  bar.end();
  if (totals.failed.length > 0) {
    throw new Failure('ingest.refused', { details: { documents: totals.failed.length } });
  }
  const opened = await openRun(session.db, dataset, {
    tenantId: defaultTenantId,
    collection,
    k: options.k,
    grounding: 'annotate',
    workDeadlineMs: options.deadline * SECOND,
    params: options.model === undefined ? {} : { model: options.model },
    model: options.model ?? context.config.MODEL_NAME ?? 'small-extractive',
  });
  context.note(`Run ${opened.runId}: ${dataset.documents.length} documents of ${basename(dataset.name)}`);
  const rows = opened.rowIds.map((rowId) => ({ rowId, epoch: 1 }));
  const enqueuing = enqueueRows(
    session,
    { runId: opened.runId, rows, concurrency: options.concurrency },
    signal,
  );
  await Promise.all([enqueuing, follow(session, opened.runId, signal)]);
  return opened;
};

const follow = async (session: Session, runId: string, signal: AbortSignal): Promise<void> => {
  const bar = createProgressBar('Running');
  await followRun(
    { ...session, gatewayUrl: session.target.gatewayUrl },
    { runId, noProgressMs },
    (progress) => show(bar, progress),
    signal,
  );
  bar.end();
};

const show = (bar: ProgressBar, progress: Progress): void => {
  const { answered, abstained, failed, lost, documents } = progress;
  const parts = { answered, abstained, failed, lost };
  const note = Object.entries(parts)
    .filter(([name, count]) => count > 0 || name === 'answered')
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
  bar.update({ done: answered + abstained + failed + lost, total: documents, note });
};

const presentOrSayHow = async (
  context: CommandContext,
  session: Session,
  runId: string,
  options: { out?: string; json?: boolean },
  signal: AbortSignal,
): Promise<number> => {
  const progress = await readProgress(session.db, runId);
  if (signal.aborted && (progress?.open ?? 0) > 0) {
    context.note(
      `Interrupted. \`rollcall resume ${runId}\` continues, \`rollcall report ${runId}\` shows what is there.`,
    );
    return exitStatus.incomplete;
  }
  return presentRun(context, session, runId, options);
};

import { Failure } from '@rollcall/failures';
import { defaultTenantId, findKeyHolder } from '@rollcall/service';
import { builtInDataset } from '../dataset/built-in.ts';
import { type Dataset, readDataset } from '../dataset/read-dataset.ts';
import { exitStatus } from '../exit-status.ts';
import { interrupted } from '../interrupted.ts';
import { preflight } from '../rehearsal/preflight.ts';
import { carryOut } from '../run/carry-out.ts';
import { ingestDocuments } from '../run/ingest-documents.ts';
import { type OpenedRun, openRun, type RunSettings } from '../run/open-run.ts';
import { rulesFor, type StopRules } from '../run/stop-rules.ts';
import { findTarget, type Session, withSession } from '../session.ts';
import { findJudge } from '../stack/judge.ts';
import { withStack } from '../stack/with-stack.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import type { CommandContext } from './context.ts';
import { presentOrSayHow } from './report.ts';

const SECOND = 1000;

export type RunOptions = StopRules & {
  dataset?: string;
  model?: string;
  baseUrl?: string;
  concurrency: number;
  limit?: number;
  collection?: string;
  k: number;
  /** Time for each document from its first hop on, in seconds. */
  deadline: number;
  /** False for `--no-rehearsal`. */
  rehearsal?: boolean;
  out?: string;
  json?: boolean;
};

/**
 * `rollcall run`: every document of a dataset through the whole system. Where no stack runs and the
 * environment names no services, one is started for the run and stopped after it. Throws `run.not_rehearsed`
 * before anything is ingested or called.
 */
export const runCommand = async (context: CommandContext, options: RunOptions): Promise<number> => {
  const { signal } = interrupted();
  const dataset = await readDataset(options.dataset ?? builtInDataset(), options.limit);
  const collection = options.collection ?? `${dataset.name}-${dataset.sha256.slice(0, 8)}`;
  return withStack(context, options, signal, async (endpoint) =>
    withSession(context.config, await findTarget(context.config), async (session) => {
      const tenantId = await tenantOf(session.db, context.config.ROLLCALL_KEY);
      const { costsMoney } = await preflight(context, session, {
        tenantId,
        collection,
        k: options.k,
        atOnce: Math.min(options.concurrency, dataset.documents.length),
        demanded: options.rehearsal ?? true,
        given: options,
      });
      await ingest(context, session, { dataset, collection }, signal);
      if (signal.aborted) {
        context.note('Interrupted before the run was opened: no document was called.');
        return exitStatus.incomplete;
      }
      const judge = await findJudge(context.config);
      const called = { dataset, collection, endpoint, tenantId, judge };
      const { runId, rowIds } = await open(context, session, called, options);
      context.note(`Run ${runId}: ${rowIds.length} documents of ${dataset.name}`);
      const work = {
        runId,
        concurrency: options.concurrency,
        rules: rulesFor(options, costsMoney),
        open: async () => rowIds.map((rowId) => ({ rowId, epoch: 1, traceparent: undefined })),
      };
      const ended = await carryOut(session, work, signal);
      return presentOrSayHow(context, session, { runId, signal, ended }, options);
    }),
  );
};

export type Called = { dataset: Dataset; collection: string };

/** Puts a dataset's documents into a collection. Throws `ingest.refused` where a document was: a run would call it in vain. */
export const ingest = async (
  { config }: CommandContext,
  { target }: Session,
  { dataset, collection }: Called,
  signal: AbortSignal,
): Promise<void> => {
  if (target.gatewayUrl === undefined) throw new Failure('stack.not_running');
  const bar = createProgressBar('Ingesting');
  const { failed } = await ingestDocuments(
    { gatewayUrl: target.gatewayUrl, key: config.ROLLCALL_KEY, collection },
    dataset.documents.map(({ id, title, text }) => ({ id, title, text })),
    { signal, onProgress: (done) => bar.update({ done, total: dataset.documents.length, note: '' }) },
  );
  bar.end();
  if (failed.length > 0) throw new Failure('ingest.refused', { details: { documents: failed.length } });
};

const open = (
  { config }: CommandContext,
  { db }: Session,
  {
    dataset,
    collection,
    endpoint,
    tenantId,
    judge,
  }: Called & Pick<RunSettings, 'endpoint' | 'tenantId' | 'judge'>,
  { k, deadline, model }: RunOptions,
): Promise<OpenedRun> =>
  openRun(db, dataset, {
    tenantId,
    collection,
    k,
    judge,
    workDeadlineMs: deadline * SECOND,
    params: model === undefined ? {} : { model },
    model: model ?? config.MODEL_NAME ?? 'small-extractive',
    endpoint,
  });

/** Whose documents were ingested: rows of another tenant would not find them. Throws `access.key_invalid`. */
export const tenantOf = async (db: Session['db'], key: string | undefined): Promise<string> => {
  if (key === undefined) return defaultTenantId;
  const holder = await findKeyHolder(db, key);
  if (!holder) throw new Failure('access.key_invalid');
  return holder.tenantId;
};

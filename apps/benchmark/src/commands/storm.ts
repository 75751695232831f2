import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Failure } from '@rollcall/failures';
import { openDatabase } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import type { BenchmarkConfig } from '../config.ts';
import { builtInDataset } from '../dataset/built-in.ts';
import { type Dataset, readDataset } from '../dataset/read-dataset.ts';
import { exitStatus } from '../exit-status.ts';
import { interrupted } from '../interrupted.ts';
import { findTarget, readStack, type Session, stateDirOf, withSession } from '../session.ts';
import type { StackWishes } from '../stack/services.ts';
import { isSystemThere, withStack } from '../stack/with-stack.ts';
import { copyCollection } from '../storm/copy-collection.ts';
import { demandSmallModel } from '../storm/demand-small-model.ts';
import { findBounds } from '../storm/find-bounds.ts';
import { fireRequests } from '../storm/fire-requests.ts';
import { openStormRows } from '../storm/fire-rows.ts';
import { judge } from '../storm/judge.ts';
import { type LookupMode, type LookupServer, startLookupServer } from '../storm/lookup-server.ts';
import type { StormRows } from '../storm/postgres-figures.ts';
import { repeatDocuments } from '../storm/repeat-dataset.ts';
import { runStorm, type StormParts } from '../storm/run-storm.ts';
import type { StormReport } from '../storm/storm-report.ts';
import { writeStorm } from '../storm/write-storm.ts';
import { renderStorm } from '../terminal/storm-summary.ts';
import { createStormView } from '../terminal/storm-view.ts';
import type { CommandContext } from './context.ts';
import { ingest, tenantOf } from './run.ts';

const SECOND = 1000;

export type StormOptions = {
  documents: number;
  via: 'http' | 'queue';
  dataset?: string;
  collection?: string;
  k: number;
  /** Rehearse the incident: the lookup gets a small Postgres of its own. */
  lookup?: LookupMode;
  /** Connections of that Postgres. */
  maxConnections?: number;
  out?: string;
  json?: boolean;
};

/** Connections of the lookup's server where none are named: few, as on the day of the incident. */
const usualMaxConnections = 20;

/** Time for each document: a start, and a share for each of the others that are served meanwhile. */
export const deadlineMsOf = (documents: number): number => 60 * SECOND + documents * 200;

/**
 * `rollcall storm`: every document at once, watched from outside, judged. Exit 0 where it passed, 1 where not.
 * Throws `storm.real_model`, `stack.running` where a stack is up and the lookup wants a server of its own.
 */
export const stormCommand = async (context: CommandContext, options: StormOptions): Promise<number> => {
  const { signal } = interrupted();
  const config = withSmallModel(context.config);
  if (options.lookup !== undefined && (await isSystemThere(config))) throw new Failure('stack.running');
  const dataset = await readDataset(options.dataset ?? builtInDataset(), options.documents);
  const lookup = await lookupServer(context, options);
  try {
    const extra = settingsFor(options, lookup);
    return await withStack({ ...context, config }, { extra }, signal, async () =>
      withSession(config, await findTarget(config), (session) =>
        storm({ ...context, config }, session, { dataset, lookup, options }, signal),
      ),
    );
  } finally {
    await lookup?.stop();
  }
};

/** A stack of the storm's own calls the small model, whatever the environment names. */
const withSmallModel = (config: BenchmarkConfig): BenchmarkConfig => ({
  ...config,
  MODEL_BASE_URL: undefined,
  MODEL_API_KEY: undefined,
  MODEL_NAME: undefined,
});

const lookupServer = async (
  { note }: CommandContext,
  { lookup, maxConnections = usualMaxConnections }: StormOptions,
): Promise<LookupServer | undefined> => {
  if (lookup === undefined) return undefined;
  note(`Starting a Postgres with ${maxConnections} connections for the lookup`);
  return startLookupServer(maxConnections, createLog('storm', 'error'));
};

/** No limit below the storm's size at the lookup, and a gateway that lets every caller wait. */
const settingsFor = (
  { documents, lookup }: StormOptions,
  server: LookupServer | undefined,
): StackWishes['extra'] => ({
  gateway: {
    MAX_WAITING: String(documents * 2),
    REQUEST_DEADLINE_MAX_MS: String(deadlineMsOf(documents)),
  },
  retriever: {
    CONCURRENCY: String(Math.max(8, documents)),
    ...(server && {
      LOOKUP: lookup ?? 'pooled',
      LOOKUP_DATABASE_URL: server.url,
      LOOKUP_POOL_MAX: String(server.poolMax),
    }),
  },
});

type Prepared = { dataset: Dataset; lookup: LookupServer | undefined; options: StormOptions };

const storm = async (
  context: CommandContext,
  session: Session,
  { dataset, lookup, options }: Prepared,
  signal: AbortSignal,
): Promise<number> => {
  const { config, note, print } = context;
  const { gatewayUrl } = session.target;
  if (gatewayUrl === undefined) throw new Failure('stack.not_running');
  await demandSmallModel(gatewayUrl, config.ROLLCALL_KEY);
  const collection = options.collection ?? `${dataset.name}-${dataset.sha256.slice(0, 8)}`;
  await ingest(context, session, { dataset, collection }, signal);
  const tenantId = await tenantOf(session.db, config.ROLLCALL_KEY);
  if (lookup !== undefined) await copyCollection(session.db, lookup.admin, { tenantId, collection });

  const services = await servicesOf(config, gatewayUrl);
  const ledger = openDatabase({
    url: session.target.databaseUrl,
    service: 'storm',
    max: 2,
    log: session.log,
  });
  const view = createStormView(options.documents);
  try {
    const bounds = await findBounds({ services, ledger, lookup: lookup?.admin });
    const id = randomUUID();
    const startedAt = new Date().toISOString();
    const fuse = await fuseOf({ id, tenantId, collection, gatewayUrl, dataset }, context, session, options);
    const watched = { ledger, lookup: lookup?.admin, queue: session.queue, services, rows: fuse.rows };
    note(`Storm ${id}: ${options.documents} documents of ${dataset.name} at once`);
    const onSample = (sample: StormReport['samples'][number]) => view.update(sample, bounds);
    const seen = await runStorm({ documents: options.documents, watched, fire: fuse.fire, onSample }, signal);
    view.end();
    if (signal.aborted) {
      note('Interrupted: no verdict.');
      return exitStatus.incomplete;
    }
    const report: StormReport = {
      id,
      startedAt,
      plan: planOf(dataset, options),
      ...judge(seen.samples, seen.outcome, bounds),
      outcome: seen.outcome,
      bounds,
      samples: seen.samples,
    };
    const folder = await writeStorm(options.out ?? join(stateDirOf(config), 'storms'), report);
    print(
      options.json
        ? JSON.stringify({ ...report, samples: undefined, folder }, null, 2)
        : renderStorm(report, folder),
    );
    return report.verdict === 'pass' ? exitStatus.complete : exitStatus.failed;
  } finally {
    view.end();
    await ledger.close();
  }
};

const planOf = (dataset: Dataset, { documents, via, lookup, maxConnections }: StormOptions) => ({
  documents,
  via,
  dataset: dataset.name,
  ...(lookup && { lookup: { mode: lookup, maxConnections: maxConnections ?? usualMaxConnections } }),
});

/** The services whose figures can be asked for: the whole embedded stack, or the gateway alone. */
const servicesOf = async (config: BenchmarkConfig, gatewayUrl: string): Promise<Record<string, string>> => {
  const stack = await readStack(config);
  if (!stack) return { gateway: gatewayUrl };
  return Object.fromEntries(Object.entries(stack.services).map(([name, { url }]) => [name, url]));
};

type Target = { id: string; tenantId: string; collection: string; gatewayUrl: string; dataset: Dataset };

/** What fires the storm, and how its rows are known: through the gateway, or opened and enqueued here. */
const fuseOf = async (
  { id, tenantId, collection, gatewayUrl, dataset }: Target,
  { config }: CommandContext,
  session: Session,
  { documents: count, via, k }: StormOptions,
): Promise<{ rows: StormRows; fire: StormParts['fire'] }> => {
  const documents = repeatDocuments(dataset, count);
  const deadlineMs = deadlineMsOf(count);
  if (via === 'http') {
    const keyBeginning = `storm-${id}-`;
    const door = { gatewayUrl, key: config.ROLLCALL_KEY, collection, k, deadlineMs, keyBeginning };
    return {
      rows: { by: 'key', tenantId, beginning: keyBeginning },
      fire: (signal) => fireRequests(documents, door, signal),
    };
  }
  const opened = await openStormRows(
    session,
    { ...dataset, documents },
    {
      tenantId,
      collection,
      k,
      grounding: 'annotate',
      workDeadlineMs: deadlineMs,
      params: {},
      model: 'small-extractive',
      endpoint: undefined,
    },
  );
  return {
    rows: { by: 'run', runId: opened.runId },
    fire: async (signal) => {
      await opened.enqueue(signal);
      return { answers: [], sentAgain: 0 };
    },
  };
};

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
import { type Asked, configurationOf } from '../rehearsal/configuration.ts';
import { fingerprint } from '../rehearsal/fingerprint.ts';
import { recordRehearsal } from '../rehearsal/record.ts';
import { findTarget, readStack, type Session, stateDirOf, withSession } from '../session.ts';
import { findJudge } from '../stack/judge.ts';
import { isSystemThere, withStack } from '../stack/with-stack.ts';
import { copyCollection } from '../storm/copy-collection.ts';
import { demandSmallModel } from '../storm/demand-small-model.ts';
import { findBounds } from '../storm/find-bounds.ts';
import { layFuse } from '../storm/fuse.ts';
import { judge } from '../storm/judge.ts';
import { type LookupMode, type LookupServer, startLookupServer } from '../storm/lookup-server.ts';
import { runStorm } from '../storm/run-storm.ts';
import { deadlineMsOf, settingsFor, withSmallModel } from '../storm/stack-settings.ts';
import type { StormReport } from '../storm/storm-report.ts';
import { writeStorm } from '../storm/write-storm.ts';
import { renderStorm } from '../terminal/storm-summary.ts';
import { createStormView } from '../terminal/storm-view.ts';
import type { CommandContext } from './context.ts';
import { ingest, tenantOf } from './run.ts';

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

const lookupServer = async (
  { note }: CommandContext,
  { lookup, maxConnections = usualMaxConnections }: StormOptions,
): Promise<LookupServer | undefined> => {
  if (lookup === undefined) return undefined;
  note(`Starting a Postgres with ${maxConnections} connections for the lookup`);
  return startLookupServer(maxConnections, createLog('storm', 'error'));
};

type Prepared = { dataset: Dataset; lookup: LookupServer | undefined; options: StormOptions };

const storm = async (
  context: CommandContext,
  session: Session,
  { dataset, lookup, options }: Prepared,
  signal: AbortSignal,
): Promise<number> => {
  const { config, note } = context;
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
  try {
    const { databaseUrl, queueUrl } = session.target.admin;
    const bounds = await findBounds({
      services,
      ledger,
      queueIsThere: queueUrl === databaseUrl,
      lookup: lookup?.admin,
    });
    const view = createStormView({ documents: options.documents, bounds });
    const id = randomUUID();
    const startedAt = new Date().toISOString();
    const verifier = await findJudge(config);
    if (verifier !== undefined)
      note(`Claims that are uncertain go to ${verifier.model}, too: its calls may cost money.`);
    const fuse = await layFuse(session, {
      id,
      tenantId,
      collection,
      gatewayUrl,
      key: config.ROLLCALL_KEY,
      dataset,
      documents: options.documents,
      k: options.k,
      via: options.via,
      judge: verifier,
    });
    const watched = { ledger, lookup: lookup?.admin, queue: session.queue, services, rows: fuse.rows };
    note(`Storm ${id}: ${options.documents} documents of ${dataset.name} at once`);
    const parts = {
      documents: options.documents,
      deadlineMs: deadlineMsOf(options.documents),
      watched,
      fire: fuse.fire,
      onSample: view.update,
    };
    const seen = await runStorm(parts, signal).finally(view.end);
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
    await remember({ config, session, report }, { tenantId, collection, k: options.k });
    return await present(context, report, options);
  } finally {
    await ledger.close();
  }
};

/** Keeps how it went for the preflight of `run`. The incident's lookup is not the one that a run will have. */
const remember = async (
  { config, session, report }: { config: BenchmarkConfig; session: Session; report: StormReport },
  asked: Asked,
): Promise<void> => {
  if (report.plan.lookup !== undefined) return;
  await recordRehearsal(stateDirOf(config), {
    fingerprint: fingerprint(await configurationOf(config, session, asked)),
    at: new Date().toISOString(),
    documents: report.plan.documents,
    verdict: report.verdict,
    storm: report.id,
  });
};

/** Writes the storm's files and prints it; the exit status is the verdict's. */
const present = async (
  { config, print }: CommandContext,
  report: StormReport,
  { out, json }: StormOptions,
): Promise<number> => {
  const folder = await writeStorm(out ?? join(stateDirOf(config), 'storms'), report);
  // The samples are in the file; who reads the answer wants the verdict.
  print(
    json ? JSON.stringify({ ...report, samples: undefined, folder }, null, 2) : renderStorm(report, folder),
  );
  return report.verdict === 'pass' ? exitStatus.complete : exitStatus.failed;
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

import { Failure } from '@rollcall/failures';
import { answerQueries, type Evaluation, evaluate } from '../evaluation/evaluate.ts';
import { findDocuments } from '../evaluation/find-documents.ts';
import { type JudgedSet, readJudgedSet } from '../evaluation/judged-set.ts';
import { exitStatus } from '../exit-status.ts';
import { openSource } from '../ingest/open-source.ts';
import { type SentTotals, sendDocuments } from '../ingest/send-documents.ts';
import { interrupted } from '../interrupted.ts';
import { findGateway, type Gateway } from '../session.ts';
import { withStack } from '../stack/with-stack.ts';
import { renderEvaluation } from '../terminal/evaluation-view.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { widthOf } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';

export type EvalRetrievalOptions = {
  /** Documents of each answer that are looked at. */
  k: number;
  /** Only the first so many queries. */
  limit?: number;
  collection?: string;
  json?: boolean;
};

/**
 * `rollcall eval retrieval <folder>`: puts a BEIR folder's documents into a collection of their own, asks every
 * judged query, and says how well they were answered. Where no stack runs and the environment names no gateway,
 * one is started for it. Exit 3 where it was interrupted.
 */
export const evalRetrievalCommand = async (
  context: CommandContext,
  folder: string,
  options: EvalRetrievalOptions,
): Promise<number> => {
  const { signal } = interrupted();
  const set = await readJudgedSet(folder, options.limit);
  const collection = options.collection ?? `${set.name}-${set.sha256.slice(0, 8)}`;
  const work = async (): Promise<number> => {
    const gateway = await findGateway(context.config);
    const documents = await ingest(gateway, { folder, collection }, signal);
    const evaluation = signal.aborted
      ? undefined
      : await ask(gateway, { set, collection }, options.k, signal);
    if (evaluation === undefined) {
      context.note('Interrupted: no figures. The same command goes on where it was.');
      return exitStatus.incomplete;
    }
    context.print(
      options.json
        ? JSON.stringify({ name: set.name, collection, documents, ...evaluation })
        : `${set.name} (collection ${collection})\n\n${renderEvaluation(evaluation, widthOf())}`,
    );
    return exitStatus.complete;
  };
  return context.config.GATEWAY_URL === undefined ? withStack(context, {}, signal, work) : work();
};

/** Documents of the collection that came from the folder. Throws `ingest.refused` where one was: it could not be found. */
const ingest = async (
  gateway: Gateway,
  { folder, collection }: { folder: string; collection: string },
  signal: AbortSignal,
): Promise<number> => {
  const source = await openSource([folder], { format: 'beir' });
  const bar = createProgressBar('Ingesting');
  let totals: SentTotals;
  try {
    totals = await sendDocuments({ ...gateway, collection }, source, {
      signal,
      onProgress: ({ readBytes }) =>
        bar.update({ done: readBytes, total: source.bytes, unit: 'bytes', note: '' }),
    });
  } finally {
    bar.end();
  }
  if (totals.failed > 0) throw new Failure('ingest.refused', { details: { documents: totals.failed } });
  return totals.documents + totals.unchanged;
};

/** Undefined where it was interrupted. */
const ask = async (
  gateway: Gateway,
  { set, collection }: { set: JudgedSet; collection: string },
  k: number,
  signal: AbortSignal,
): Promise<Evaluation | undefined> => {
  const bar = createProgressBar('Asking');
  try {
    const answered = await answerQueries(
      set.queries,
      (query) => findDocuments(gateway, { collection, query, k }),
      { signal, onProgress: (done) => bar.update({ done, total: set.queries.length, note: '' }) },
    );
    return signal.aborted ? undefined : evaluate(answered, k);
  } finally {
    bar.end();
  }
};

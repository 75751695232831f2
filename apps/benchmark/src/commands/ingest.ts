import { Failure } from '@rollcall/failures';
import { exitStatus } from '../exit-status.ts';
import { openFailuresFile } from '../ingest/failures-file.ts';
import { openSource, type SourceFormat } from '../ingest/open-source.ts';
import { type FailedDocument, type SentTotals, sendDocuments } from '../ingest/send-documents.ts';
import { interrupted } from '../interrupted.ts';
import { findGateway } from '../session.ts';
import { renderFailures, renderTotals } from '../terminal/ingest-view.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { widthOf } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';

const SECOND = 1000;

/** Failures that are shown, and that `--json` prints; the file has all. */
const mostShown = 10;
const mostPrinted = 100;

export type IngestCommandOptions = {
  collection: string;
  format?: SourceFormat;
  idColumn?: string;
  titleColumn?: string;
  textColumn?: string;
  /** A file for the documents that failed. */
  failures?: string;
  json?: boolean;
};

/**
 * `rollcall ingest <path...> --collection C`. Run again after an interruption it goes through the same documents
 * and finds stored ones unchanged. Exit 1 where a document failed, 3 where it was interrupted.
 */
export const ingestCommand = async (
  { config, print, note }: CommandContext,
  paths: string[],
  options: IngestCommandOptions,
): Promise<number> => {
  const gateway = await findGateway(config);
  const source = await openSource(paths, {
    format: options.format,
    columns: { id: options.idColumn, title: options.titleColumn, text: options.textColumn },
  });
  const file = options.failures === undefined ? undefined : openFailuresFile(options.failures);
  const failures: FailedDocument[] = [];
  const { signal } = interrupted();
  const bar = createProgressBar('Ingesting');
  const started = performance.now();
  let totals: SentTotals;
  try {
    totals = await sendDocuments({ ...gateway, collection: options.collection }, source, {
      signal,
      onFailed: (failed) => {
        file?.add(failed);
        if (failures.length < mostPrinted) failures.push(failed);
      },
      onProgress: ({ totals: now, readBytes, waiting }) =>
        bar.update({ done: readBytes, total: source.bytes, unit: 'bytes', note: noteOf(now, waiting) }),
    });
  } finally {
    bar.end();
    file?.close();
  }
  if (totals.documents + totals.unchanged + totals.failed === 0 && !signal.aborted) {
    throw new Failure('dataset.empty');
  }
  if (options.json) print(JSON.stringify({ ...totals, failures }));
  else printTotals(print, totals, failures, (performance.now() - started) / SECOND);
  if (signal.aborted) {
    note('Interrupted. The same command goes on: documents that are stored already cost little.');
    return exitStatus.incomplete;
  }
  return totals.failed === 0 ? exitStatus.complete : exitStatus.failed;
};

const noteOf = (totals: SentTotals, waiting: boolean): string => {
  const done = totals.documents + totals.unchanged + totals.failed;
  return `${done.toLocaleString('en')} documents${waiting ? ', waiting for the gateway' : ''}`;
};

const printTotals = (
  print: CommandContext['print'],
  totals: SentTotals,
  failures: FailedDocument[],
  seconds: number,
): void => {
  print(renderTotals(totals, seconds));
  if (failures.length === 0) return;
  print('');
  print(renderFailures(failures.slice(0, mostShown), widthOf()));
  if (totals.failed > mostShown) {
    print(`and ${totals.failed - mostShown} more; \`--failures <file>\` writes all of them.`);
  }
};

import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hops } from '@rollcall/pipeline';
import type { ScoredRow } from '../scoring/score-rows.ts';
import { toCsv } from './csv.ts';
import { reportMarkdown } from './markdown.ts';
import type { Summary } from './summary.ts';

/** Answers may be personal data: nobody but the owner reads a run's files. */
const ownerOnly = 0o600;

const files = ['rows.jsonl', 'rows.csv', 'summary.json', 'report.md'];

/** Writes a run's files under `<out>/<run>/` and points `<out>/latest` at them; returns the folder. */
export const writeReport = async (out: string, summary: Summary, rows: ScoredRow[]): Promise<string> => {
  const folder = join(out, summary.run);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const texts = [
    rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    rowsCsv(rows),
    `${JSON.stringify(summary, null, 2)}\n`,
    reportMarkdown(summary, rows),
  ];
  for (const [index, file] of files.entries()) {
    await writeFile(join(folder, file), texts[index] ?? '', { mode: ownerOnly });
  }
  await pointLatest(out, folder);
  return folder;
};

/** A link where the file system has them, else a copy. */
const pointLatest = async (out: string, folder: string): Promise<void> => {
  const latest = join(out, 'latest');
  await rm(latest, { recursive: true, force: true });
  try {
    await symlink(basename(folder), latest);
  } catch {
    await mkdir(latest, { mode: 0o700 });
    for (const file of files) await copyFile(join(folder, file), join(latest, file));
  }
};

const rowsCsv = (rows: ScoredRow[]): string => {
  const timed = hops.flatMap((hop) => [`${hop}_queue_ms`, `${hop}_work_ms`]);
  return toCsv(
    // biome-ignore format: columns in the order of the cells below
    ['id', 'row_id', 'status', 'answer', 'expected', 'answerable', 'em', 'f1', 'grounded', 'leaked',
      'redactions', 'attempts', 'failure_code', 'failure_hop', 'failure_message', 'model_calls',
      ...timed, 'ttft_ms', 'prompt_tokens', 'completion_tokens', 'trace_id'],
    rows.map((row) => [
      row.id,
      row.rowId,
      row.status,
      row.answer,
      row.expected.join(' | '),
      row.answerable,
      row.em,
      row.f1,
      row.grounded,
      row.leaked,
      Object.values(row.redactions).reduce((total, count) => total + count, 0),
      row.attempts,
      row.failure?.code,
      row.failure?.hop,
      row.failure?.message,
      row.modelCalls,
      ...hops.flatMap((hop) => [row.hops[hop]?.queueMs, row.hops[hop]?.workMs]),
      row.ttftMs,
      row.promptTokens,
      row.completionTokens,
      row.traceId,
    ]),
  );
};

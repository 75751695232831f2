import { chmod, copyFile, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure, originOf } from '@rollcall/failures';
import type { ScoredRow } from '../scoring/score-rows.ts';
import { reportMarkdown } from './markdown.ts';
import { rowsCsv } from './rows-csv.ts';
import type { Summary } from './summary.ts';

/** Answers may be personal data: nobody but the owner reads a run's files. */
const ownerOnly = 0o600;
const ownerOnlyFolder = 0o700;

const jsonLines = (rows: ScoredRow[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/**
 * Writes a run's files under `<out>/<run>/` and points `<out>/latest` at them; returns the folder. Throws
 * `report.unwritable` where the disk or the user's rights do not let it.
 */
export const writeReport = (out: string, summary: Summary, rows: ScoredRow[]): Promise<string> =>
  writeFiles(out, summary, rows).catch((thrown) => {
    const { errno } = originOf(thrown);
    throw new Failure('report.unwritable', {
      cause: thrown,
      ...(errno === undefined ? {} : { details: { errno } }),
    });
  });

const writeFiles = async (out: string, summary: Summary, rows: ScoredRow[]): Promise<string> => {
  const folder = join(out, summary.run);
  await mkdir(folder, { recursive: true, mode: ownerOnlyFolder });
  const texts = {
    'rows.jsonl': jsonLines(rows),
    'rows.csv': rowsCsv(rows),
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    'report.md': reportMarkdown(summary, rows),
  };
  for (const [file, text] of Object.entries(texts)) {
    const path = join(folder, file);
    await writeFile(path, text, { mode: ownerOnly });
    // The mode above counts for new files only.
    await chmod(path, ownerOnly);
  }
  await pointLatest(join(out, 'latest'), folder, Object.keys(texts));
  return folder;
};

/** A link where the file system has them, else a copy. A folder of that name is filled, never removed. */
export const pointLatest = async (latest: string, folder: string, files: string[]): Promise<void> => {
  const found = await lstat(latest).catch(() => undefined);
  if (!found?.isDirectory()) {
    await rm(latest, { force: true });
    if (await linked(latest, basename(folder))) return;
    await mkdir(latest, { mode: ownerOnlyFolder });
  }
  for (const file of files) await copyFile(join(folder, file), join(latest, file));
};

/** False where the file system or the user's rights allow no links (FAT, Windows without developer mode). */
const linked = (path: string, target: string): Promise<boolean> =>
  symlink(target, path).then(
    () => true,
    () => false,
  );

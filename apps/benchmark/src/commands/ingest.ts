import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { exitStatus } from '../exit-status.ts';
import { type Ingestible, ingestDocuments } from '../run/ingest-documents.ts';
import { findTarget } from '../session.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import type { CommandContext } from './context.ts';

/** A line that is a document itself, or one of a test set. */
const line = z.union([
  z.object({
    id: z.string(),
    title: z.string().optional(),
    text: z.string(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  }),
  z
    .object({ id: z.string(), document_title: z.string().optional(), passages: z.array(z.string()) })
    .transform(({ id, document_title, passages }) => ({
      id,
      title: document_title,
      text: passages.join('\n\n'),
    })),
]);

const readLines = (text: string): Ingestible[] =>
  text
    .split('\n')
    .map((one, index) => ({ one, number: index + 1 }))
    .filter(({ one }) => one.trim() !== '')
    .map(({ one, number }) => {
      try {
        return line.parse(JSON.parse(one));
      } catch {
        throw new Failure('dataset.invalid', { details: { line: number } });
      }
    });

/** The documents of a `.jsonl` file, of a text or Markdown file, or of a folder of those. */
const readDocuments = async (path: string): Promise<Ingestible[]> => {
  const found = await stat(path).catch((thrown) => {
    throw new Failure('dataset.not_found', { cause: thrown });
  });
  if (found.isDirectory()) {
    const names = (await readdir(path, { recursive: true })).filter((name) => /\.(txt|md)$/i.test(name));
    return Promise.all(
      names.sort().map(async (name) => ({
        id: name,
        title: basename(name, extname(name)),
        text: await readFile(join(path, name), 'utf8'),
      })),
    );
  }
  const text = await readFile(path, 'utf8');
  if (/\.jsonl$/i.test(path)) return readLines(text);
  return [{ id: basename(path), title: basename(path, extname(path)), text }];
};

/** `rollcall ingest <path> --collection C`. Exit 1 where a document was refused. */
export const ingestCommand = async (
  { config, print }: CommandContext,
  path: string,
  options: { collection: string; json?: boolean },
): Promise<number> => {
  const target = await findTarget(config);
  if (target.gatewayUrl === undefined) throw new Failure('stack.not_running');
  const documents = await readDocuments(path);
  if (documents.length === 0) throw new Failure('dataset.empty');
  const bar = createProgressBar('Ingesting');
  const totals = await ingestDocuments(
    { gatewayUrl: target.gatewayUrl, key: config.ROLLCALL_KEY, collection: options.collection },
    documents,
    { onProgress: (done) => bar.update({ done, total: documents.length, note: '' }) },
  );
  bar.end();
  print(
    options.json
      ? JSON.stringify(totals)
      : `${totals.documents} documents written (${totals.passages} passages), ${totals.unchanged} unchanged, ${totals.failed.length} refused.`,
  );
  for (const { id, code } of options.json ? [] : totals.failed)
    print(`  refused: ${id ?? '(no id)'}  ${code}`);
  return totals.failed.length === 0 ? exitStatus.complete : exitStatus.failed;
};

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Annotated, readCasebook, readSet } from './annotated.ts';
import { WordStatistics } from './word-statistics.ts';

/** The sets that names are learnt from. In `sec_filings` roles such as "Lender" count as persons: it is only measured. */
export const trainingSets = [
  'presidio_synth_v2',
  'presidio_generated_large',
  'kiji_e2e',
  'pii_syn_nano',
  'structured_ids',
  'wnut17',
  'broad_twitter',
  'wikigold',
] as const;

/** Reads the annotated sets of a folder. */
export const readSets = (folder: string, sets: readonly string[]): Annotated[] =>
  sets.flatMap((set) => readSet(set, `${folder}/${set}.jsonl`));

/** The casebook of this repository. Towns and companies that stand alone are not marked in it. */
export const readOwnCasebook = (): Annotated[] =>
  readCasebook(fileURLToPath(new URL('../../../datasets/casebook/casebook.jsonl', import.meta.url)));

/** Shorter strings of a JSON file are names and labels, not text. */
const shortestText = 60;

/** How words are written in every `.jsonl` file of a folder: in all texts of its lines, each once. */
export const countWords = (folder: string): Map<number, number> => {
  const statistics = new WordStatistics();
  const read = new Set<string>();
  const take = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length <= shortestText || read.has(value)) return;
      read.add(value);
      statistics.read(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const part of Object.values(value)) take(part);
    }
  };
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.jsonl')) continue;
    for (const line of readFileSync(`${folder}/${file}`, 'utf8').split('\n'))
      if (line !== '') take(JSON.parse(line));
  }
  return statistics.classes();
};

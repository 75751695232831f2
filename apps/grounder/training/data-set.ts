import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type DataRow = {
  id: string;
  set: string;
  question?: string;
  history?: { role: string; text: string }[];
  sources: string[];
  answer: string;
  label: 'grounded' | 'ungrounded';
  spans?: { start: number; end: number; type: string }[];
};

/** Rows of one set of the grounding data, in the file's order. Throws where the file is missing. */
export const readSet = <Row extends { id: string } = DataRow>(
  folder: string,
  set: string,
): (Row & { set: string })[] =>
  readFileSync(join(folder, `${set}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ ...(JSON.parse(line) as Row), set }));

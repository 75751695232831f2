import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Two words that WordNet relates. */
export type WordPair = readonly [string, string];

export type Wordnet = {
  /** Words of one synset, for the first senses of both. */
  synonyms: WordPair[];
  antonyms: WordPair[];
};

type Synset = { words: string[]; antonyms: { word: number; file: string; offset: string; other: number }[] };

const parts = ['noun', 'verb', 'adj', 'adv'];
const fileOf: Record<string, string> = { n: 'noun', v: 'verb', a: 'adj', s: 'adj', r: 'adv' };

/** Senses beyond these are rare ones: `bank` as a flight manoeuvre. */
const mostSenses = 3;

/** Reads WordNet's database files (`wndb(5WN)`) from a folder. */
export const readWordnet = (folder: string): Wordnet => {
  const synsets = new Map<string, Synset>();
  for (const part of parts) {
    for (const line of linesOf(join(folder, `data.${part}`))) {
      synsets.set(`${part} ${line.slice(0, 8)}`, synsetOf(line));
    }
  }
  const senses = new Set<string>();
  for (const part of parts) {
    for (const line of linesOf(join(folder, `index.${part}`))) {
      const fields = line.trimEnd().split(' ');
      const offsets = fields.slice(-Number(fields[2]));
      for (const offset of offsets.slice(0, mostSenses)) senses.add(`${part} ${offset} ${fields[0]}`);
    }
  }
  const synonyms: WordPair[] = [];
  const antonyms: WordPair[] = [];
  for (const [key, { words, antonyms: turned }] of synsets) {
    const usual = words.filter((word) => senses.has(`${key} ${word.toLowerCase()}`));
    usual.forEach((word, at) => {
      for (const other of usual.slice(at + 1)) synonyms.push([word, other]);
    });
    for (const { word, file, offset, other } of turned) {
      const found = synsets.get(`${file} ${offset}`)?.words[other - 1];
      if (found !== undefined && words[word - 1] !== undefined) antonyms.push([words[word - 1]!, found]);
    }
  }
  return { synonyms, antonyms };
};

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('  '));

/** `offset lex_filenum ss_type w_cnt word lex_id ... p_cnt [symbol offset pos source/target] ...` */
const synsetOf = (line: string): Synset => {
  const fields = line.split(' | ')[0]!.trim().split(' ');
  const count = Number.parseInt(fields[3]!, 16);
  const words = Array.from({ length: count }, (_, at) => fields[4 + 2 * at]!.replace(/\(\w+\)$/, ''));
  const pointers = 4 + 2 * count;
  const antonyms: Synset['antonyms'] = [];
  for (let at = 0; at < Number(fields[pointers]); at += 1) {
    const [symbol, offset, part, ends] = fields.slice(pointers + 1 + 4 * at, pointers + 5 + 4 * at);
    if (symbol !== '!') continue;
    const [word, other] = [ends!.slice(0, 2), ends!.slice(2)].map((hex) => Number.parseInt(hex, 16));
    antonyms.push({ word: word!, file: fileOf[part!]!, offset: offset!, other: other! });
  }
  return { words, antonyms };
};

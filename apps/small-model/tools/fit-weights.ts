import { readFileSync } from 'node:fs';
import { featuresOf } from '../src/extract/features.ts';
import { readQuestion } from '../src/extract/question.ts';
import { candidatesIn, read } from '../src/extract/rank.ts';

/**
 * Fits `src/extract/weights.ts`: `node tools/fit-weights.ts <questions.jsonl> > src/extract/weights.ts`.
 * A line is `{"question", "sources": [text], "answers": [text]}`; lines without answers are left out. The
 * weights maximise the expected token F1 of a softmax over each question's candidates (Adam, L2).
 */
type Example = { names: Int32Array[]; values: Float64Array[]; f1: Float64Array };

const epochs = 40;
const rate = 0.05;
const decay = 5e-4;

const normalised = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, '')
    .replace(/\b(?:a|an|the)\b/g, ' ')
    .split(/\s+/)
    .filter(Boolean);

const tokenF1 = (given: string[], expected: string[]): number => {
  const left = [...expected];
  const shared = given.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
  return shared === 0 ? 0 : (2 * shared) / (given.length + expected.length);
};

const index = new Map<string, number>();
const idOf = (name: string): number => {
  const id = index.get(name) ?? index.size;
  index.set(name, id);
  return id;
};

const exampleOf = (line: string): Example | undefined => {
  const row = JSON.parse(line) as { question: string; sources: string[]; answers: string[] };
  if (row.answers.length === 0) return undefined;
  const expected = row.answers.map(normalised);
  const sources = row.sources.map((text, at) => ({ n: at + 1, title: '', text }));
  const reading = read(readQuestion(row.question), sources);
  const example: Example = { names: [], values: [], f1: new Float64Array() };
  const f1: number[] = [];
  for (const candidate of candidatesIn(reading)) {
    const features = featuresOf(candidate, reading.question, reading.coverage).filter(
      ([, value]) => value !== 0,
    );
    example.names.push(Int32Array.from(features, ([name]) => idOf(name)));
    example.values.push(Float64Array.from(features, ([, value]) => value));
    const text = row.sources[candidate.sentence.source]?.slice(candidate.start, candidate.end) ?? '';
    const words = normalised(text);
    f1.push(Math.max(...expected.map((answer) => tokenF1(words, answer))));
  }
  return Math.max(0, ...f1) > 0 ? { ...example, f1: Float64Array.from(f1) } : undefined;
};

const examples = readFileSync(process.argv[2] as string, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .flatMap((line) => exampleOf(line) ?? []);

const size = index.size;
const weights = new Float64Array(size);
const mean = new Float64Array(size);
const square = new Float64Array(size);
const gradient = new Float64Array(size);
let step = 0;

/** Adds the gradient of one question's expected F1; answers that F1. */
const accumulate = ({ names, values, f1 }: Example): number => {
  const scores = names.map((ids, at) =>
    ids.reduce((sum, id, k) => sum + (weights[id] as number) * (values[at]?.[k] as number), 0),
  );
  const top = Math.max(...scores);
  const exp = scores.map((score) => Math.exp(score - top));
  const total = exp.reduce((sum, value) => sum + value, 0);
  const expected = exp.reduce((sum, value, at) => sum + (value / total) * (f1[at] as number), 0);
  names.forEach((ids, at) => {
    const push = ((exp[at] as number) / total) * ((f1[at] as number) - expected);
    if (Math.abs(push) < 1e-9) return;
    ids.forEach((id, k) => {
      gradient[id] = (gradient[id] as number) + push * (values[at]?.[k] as number);
    });
  });
  return expected;
};

const update = (count: number): void => {
  step += 1;
  for (let id = 0; id < size; id += 1) {
    const slope = (gradient[id] as number) / count - decay * (weights[id] as number);
    mean[id] = 0.9 * (mean[id] as number) + 0.1 * slope;
    square[id] = 0.999 * (square[id] as number) + 0.001 * slope * slope;
    const m = (mean[id] as number) / (1 - 0.9 ** step);
    const v = (square[id] as number) / (1 - 0.999 ** step);
    weights[id] = (weights[id] as number) + (rate * m) / (Math.sqrt(v) + 1e-8);
  }
  gradient.fill(0);
};

for (let epoch = 1; epoch <= epochs; epoch += 1) {
  let sum = 0;
  for (let from = 0; from < examples.length; from += 64) {
    const batch = examples.slice(from, from + 64);
    for (const example of batch) sum += accumulate(example);
    update(batch.length);
  }
  process.stderr.write(`epoch ${epoch}: expected F1 ${((100 * sum) / examples.length).toFixed(2)}\n`);
}

const entries = [...index]
  .map(([name, id]) => [name, Math.round((weights[id] as number) * 100) / 100] as const)
  .filter(([, weight]) => weight !== 0)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, weight]) => `  '${name}': ${weight},`);
process.stdout.write(`/**
 * Weights of the features, fitted by tools/fit-weights.ts on ${examples.length} questions of SQuAD 2.0 (Rajpurkar et al.
 * 2018, CC BY-SA 4.0; see NOTICE). Not edited by hand.
 */
export const weights: Readonly<Record<string, number>> = {
${entries.join('\n')}
};
`);

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { scored } from '../src/names/find-names.ts';
import { nameTypes } from '../src/names/labels.ts';
import { tagNames } from '../src/names/tagger.ts';
import { decodeWeights } from '../src/names/weights.ts';
import { type Annotated, partOf } from './annotated.ts';
import { readOwnCasebook, readSets, trainingSets } from './data.ts';
import { withoutCapitals } from './encode.ts';
import { type Counts, qualityOf, type SetScore, scoreNames, sumOf } from './score.ts';

// Prints how well weights find names, by set and type; see README.md beside this file.

const { values } = parseArgs({
  options: {
    pii: { type: 'string' },
    weights: { type: 'string' },
    part: { type: 'string', default: 'test' },
    set: { type: 'string', multiple: true },
    threshold: { type: 'string', default: '0.4' },
    lower: { type: 'boolean', default: false },
    casebook: { type: 'boolean', default: false },
  },
});
const { pii, weights: file, part, set: only } = values;
if (pii === undefined || file === undefined) {
  process.stderr.write(
    'usage: measure.ts --pii <folder> --weights <file> [--part train|test|all] [--set <set>] [--threshold <t>] [--lower]\n',
  );
  process.exit(2);
}
const weights = decodeWeights(readFileSync(file));
const threshold = Number(values.threshold);
const texts: Annotated[] = [
  ...readSets(pii, only ?? [...trainingSets, 'sec_filings']),
  ...(values.casebook ? readOwnCasebook() : []),
]
  .filter(({ group }) => part === 'all' || partOf(group) === part)
  .map((each) => (values.lower ? { ...each, text: withoutCapitals(each.text) } : each));

const scores = scoreNames(texts, (text) =>
  scored(tagNames(text, weights)).filter(({ score }) => score >= threshold),
);

const figure = (value: number): string => value.toFixed(3).replace(/^0/, '');
const cell = (counts: Counts): string => {
  const { precision, recall, f1, f2 } = qualityOf(counts);
  return `${figure(precision)} ${figure(recall)} ${figure(f1)} ${figure(f2)}`;
};
const row = (name: string, { types, clean, flagged }: SetScore): string => {
  const counts = nameTypes.map((type) => types[type]!);
  const share = clean === 0 ? '' : `${((100 * flagged) / clean).toFixed(1)} % of ${clean}`;
  return `| ${[name, ...counts.map(cell), cell(sumOf(counts)), share].join(' | ')} |\n`;
};
process.stdout.write(
  `| set (P R F1 F2) | ${nameTypes.join(' | ')} | all | clean texts flagged |\n|---|---|---|---|---|---|\n`,
);
for (const [name, score] of scores) process.stdout.write(row(name, score));

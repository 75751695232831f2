import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { scored } from '../src/names/find-names.ts';
import { nameTypes } from '../src/names/labels.ts';
import { type NameSettings, nameSettings } from '../src/names/settings.ts';
import { type TaggedName, tagNames } from '../src/names/tagger.ts';
import { decodeWeights, type Weights } from '../src/names/weights.ts';
import { type Annotated, foldOf, partOf } from './annotated.ts';
import { readSets, trainingSets } from './data.ts';
import { withoutCapitals } from './encode.ts';
import { qualityOf, type SetScore, scoreNames, sumOf } from './score.ts';

// Cross-validates the settings of the tagger on the training side, by weights that were trained without the fold that
// each text is in; see README.md beside this file. No text of the testing side is read.

const { values } = parseArgs({
  options: {
    pii: { type: 'string' },
    fold: { type: 'string', multiple: true },
    only: { type: 'string' },
    of: { type: 'string' },
    lower: { type: 'boolean', default: false },
  },
});
const { pii, fold: files } = values;
if (pii === undefined || files === undefined) {
  process.stderr.write(
    'usage: tune.ts --pii <folder> --fold <weights without fold 0> --fold <without 1> ... [--lower]\n',
  );
  process.exit(2);
}
/** One fold alone (`--only 0 --of 4`): what other weights, of less text, make of the same texts. */
const folds = values.of === undefined ? files.length : Number(values.of);
const weights = new Map<number, Weights>(
  files.map((file, fold) => [
    values.only === undefined ? fold : Number(values.only),
    decodeWeights(readFileSync(file)),
  ]),
);

const joined = (set: string): string => (set.startsWith('presidio') ? 'presidio' : set);
const texts: Annotated[] = readSets(pii, trainingSets)
  .filter(({ group }) => partOf(group) === 'train' && weights.has(foldOf(group, folds)))
  .map((each) => ({ ...each, set: joined(each.set) }))
  .map((each) => (values.lower ? { ...each, text: withoutCapitals(each.text) } : each));

type Tried = NameSettings & { threshold: number };

const tagged = new Map<number, Map<string, TaggedName[]>>();
/** What the tagger says about each text with this leaning, by weights that never saw it. */
const taggedWith = (leaning: number): Map<string, TaggedName[]> => {
  const known = tagged.get(leaning);
  if (known !== undefined) return known;
  const names = new Map(
    texts.map(({ text, group }) => [text, tagNames(text, weights.get(foldOf(group, folds))!, { leaning })]),
  );
  tagged.set(leaning, names);
  return names;
};

const scoreOf = (tried: Tried): Map<string, SetScore> => {
  const names = taggedWith(tried.leaning);
  return scoreNames(texts, (text) =>
    scored(names.get(text)!, tried).filter(({ score }) => score >= tried.threshold),
  );
};

/** F1 and F2 over all types of a set, on average: an overlooked name costs more than a masked word. */
const worthOf = (score: SetScore): number => {
  const { f1, f2 } = qualityOf(sumOf(nameTypes.map((type) => score.types[type]!)));
  return (f1 + f2) / 2;
};

const figure = (value: number): string => value.toFixed(3).replace(/^0/, '');
const share = (score: SetScore): string =>
  score.clean === 0 ? '' : ` (${((100 * score.flagged) / score.clean).toFixed(1)} %)`;

const print = (tried: Tried): void => {
  const scores = scoreOf(tried);
  const all = [...scores.values()];
  const mean = all.reduce((sum, score) => sum + worthOf(score), 0) / all.length;
  const clean = all.reduce((sum, score) => sum + score.clean, 0);
  const flagged = all.reduce((sum, score) => sum + score.flagged, 0);
  const sets = [...scores].map(([set, score]) => `${set} ${figure(worthOf(score))}${share(score)}`);
  const { leaning, sure, withoutSureName, threshold } = tried;
  process.stdout.write(
    `| ${leaning} | ${sure} | ${withoutSureName} | ${threshold} | ${figure(mean)} | ${((100 * flagged) / clean).toFixed(1)} % | ${sets.join(', ')} |\n`,
  );
};

process.stdout.write(
  '| leaning | sure | without sure | threshold | mean of F1 and F2 | clean texts flagged | by set |\n|---|---|---|---|---|---|---|\n',
);
const usual: Tried = { ...nameSettings, threshold: 0.4 };
// Around what is set now, one setting after the other; the two that lower scores together.
const tries: Tried[] = [
  usual,
  ...[0, 0.35, 1, 1.4, 2].map((leaning) => ({ ...usual, leaning })),
  ...[0.3, 0.35, 0.45, 0.5, 0.6].map((threshold) => ({ ...usual, threshold })),
  ...[0.6, 0.7, 0.8, 0.9].flatMap((sure) =>
    [0.45, 0.5, 0.6, 0.7, 0.8, 1].map((withoutSureName) => ({ ...usual, sure, withoutSureName })),
  ),
];
for (const tried of tries) print(tried);

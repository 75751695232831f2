import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seededRandom } from '@rollcall/testing';
import { decodeWeights, encodeWeights } from '../src/names/weights.ts';
import { foldOf, partOf } from './annotated.ts';
import { buildLexicon } from './build-lexicon.ts';
import { completeWith } from './complete.ts';
import { countWords, readOwnCasebook, readSets, trainingSets } from './data.ts';
import { makeSynthetic } from './synthetic.ts';
import { trainWeights, usualOptions } from './train-weights.ts';

// Trains the tagger of names and writes its weights; see README.md beside this file.

const { values } = parseArgs({
  options: {
    pii: { type: 'string' },
    texts: { type: 'string' },
    out: { type: 'string' },
    part: { type: 'string', default: 'train' },
    leave: { type: 'string', multiple: true, default: [] },
    fold: { type: 'string', default: '' },
    epochs: { type: 'string' },
    prune: { type: 'string' },
    least: { type: 'string' },
  },
});
const { pii, texts, out, part, leave } = values;
if (pii === undefined || texts === undefined || out === undefined) {
  process.stderr.write(
    'usage: train.ts --pii <folder> --texts <folder> --out <file> [--part train|all] [--leave <set>] [--fold <k>/<n>]\n',
  );
  process.exit(2);
}

const [fold, folds] = values.fold === '' ? [] : values.fold.split('/').map(Number);
/** Whether a text may be learnt from: of the side that was asked for, and not of the fold that is left out. */
const isForLearning = (group: string): boolean =>
  (part === 'all' || partOf(group) === 'train') && (folds === undefined || foldOf(group, folds) !== fold);

const kept = trainingSets.filter((set) => !leave.includes(set));
const own = leave.includes('synthetic') ? [] : makeSynthetic(seededRandom(usualOptions.seed));
const all = [...readSets(pii, kept), ...own];
const training = all.filter(({ set, group }) => set === 'synthetic' || isForLearning(group));
const lexicon = buildLexicon(countWords(texts));
const options = {
  ...usualOptions,
  ...(values.epochs === undefined ? {} : { epochs: Number(values.epochs) }),
  ...(values.prune === undefined ? {} : { prune: Number(values.prune) }),
  ...(values.least === undefined ? {} : { least: Number(values.least) }),
  onEpoch: (epoch: number, loss: number) =>
    process.stderr.write(`pass ${epoch + 1}: loss ${loss.toFixed(0)}\n`),
};
const first = decodeWeights(encodeWeights(trainWeights(training, lexicon, options), 1));
const casebook = readOwnCasebook().filter(
  ({ group }) => isForLearning(group) && Number(group.slice(5)) % 2 === 0,
);
const completed = leave.includes('casebook')
  ? []
  : completeWith(first, casebook, new Set(['LOCATION', 'ORGANIZATION']));
const trained = trainWeights([...training, ...completed], lexicon, options);
const file = encodeWeights(trained);
writeFileSync(out, file);
process.stderr.write(`${training.length} texts, ${trained.features.length} features, ${file.length} bytes\n`);

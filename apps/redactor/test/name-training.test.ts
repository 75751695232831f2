import { describe, expect, it } from 'vitest';
import { tagNames } from '../src/names/tagger.ts';
import { decodeWeights, encodeWeights } from '../src/names/weights.ts';
import { type Annotated, partOf } from '../training/annotated.ts';
import { completeWith } from '../training/complete.ts';
import { qualityOf, scoreNames } from '../training/score.ts';
import { trainWeights, usualOptions } from '../training/train-weights.ts';

const words = 'Abo Bela Cimo Dura Elvo Fanu Giro Hemi Ilta Jora Kumo Lena Mora Nilu Opra Pelu'.split(' ');

/** Persons stand behind "Dear", towns behind "in". */
const texts: Annotated[] = words.map((word, at) => {
  const town = words[(at + 5) % words.length]!;
  const text = `Dear ${word}, we met in ${town} on Monday.`;
  return {
    set: 'made',
    id: String(at),
    group: String(at),
    text,
    spans: [
      { start: 5, end: 5 + word.length, type: 'PERSON' },
      { start: text.indexOf(' in ') + 4, end: text.indexOf(' on '), type: 'LOCATION' },
    ],
  };
});

const noLexicon = { words: new Int32Array(0), answers: new Uint16Array(0) };
const options = { ...usualOptions, epochs: 12, least: 1, prune: 0 };
const train = () => encodeWeights(trainWeights(texts, noLexicon, options), 1);

const found = (text: string, weights: Buffer): string[] =>
  tagNames(text, decodeWeights(weights)).map(({ type, start, end }) => `${type} ${text.slice(start, end)}`);

describe('training', () => {
  const weights = train();

  it('gives the same bytes each time', () => {
    expect(train().equals(weights)).toBe(true);
  });

  it('gives other bytes for another seed', () => {
    const other = trainWeights(texts, noLexicon, { ...options, seed: 1 });
    expect(encodeWeights(other, 1).equals(weights)).toBe(false);
  });

  it('learns from the words around: names that were in no text are found', () => {
    expect(found('Dear Zarvo, we met in Wexu on Monday.', weights)).toEqual([
      'PERSON Zarvo',
      'LOCATION Wexu',
    ]);
  });

  it('learns texts in one case, too', () => {
    expect(found('dear zarvo, we met in wexu on monday.', weights)).toEqual([
      'PERSON zarvo',
      'LOCATION wexu',
    ]);
    expect(found('DEAR ZARVO, WE MET IN WEXU ON MONDAY.', weights)).toEqual([
      'PERSON ZARVO',
      'LOCATION WEXU',
    ]);
  });

  it('marks what nobody has marked with the weights of other texts', () => {
    const text = 'Dear Zarvo, we met in Wexu on Monday.';
    const half = { set: 'half', id: 'h', group: 'h', text, spans: [{ start: 5, end: 10, type: 'PERSON' }] };
    const [completed] = completeWith(decodeWeights(weights), [half], new Set(['LOCATION']));
    expect(completed!.spans).toMatchObject([{ type: 'PERSON' }, { start: 22, end: 26, type: 'LOCATION' }]);
  });
});

describe('measuring', () => {
  it('counts a name as found where half of it is, and flags texts without names', () => {
    const all = [
      { set: 's', id: '1', group: '1', text: 'Anna Kovacs', spans: [{ start: 0, end: 11, type: 'PERSON' }] },
      { set: 's', id: '2', group: '2', text: 'nothing here', spans: [] },
    ];
    const find = (text: string) => [{ start: 0, end: text.startsWith('Anna') ? 6 : 3, type: 'PERSON' }];
    const score = scoreNames(all, find).get('s')!;
    expect(score.types.PERSON).toEqual({ marked: 1, found: 2, reached: 1, right: 1 });
    expect([score.clean, score.flagged]).toEqual([1, 1]);
    expect(qualityOf(score.types.PERSON!)).toMatchObject({ precision: 0.5, recall: 1 });
  });

  it('splits as the command line does', () => {
    expect(['a', 'b', 'c', 'foobar', 'ü'].map(partOf)).toEqual(['test', 'train', 'train', 'test', 'test']);
  });
});

import type { Estimate } from '../evaluation/bootstrap.ts';
import type { Comparison, TypeCounts } from './compare.ts';
import { resampler } from './resample.ts';

/** Each from 0 to 1 with its interval; null where there is nothing to divide by. */
export type Quality = Record<'precision' | 'recall' | 'f1' | 'f2', Estimate | null>;

/** By the three ways of counting; see `compare`. */
export type Qualities = { exact: Quality; overlap: Quality; tokens: Quality };

export type TypeScore = Qualities & {
  type: string;
  expected: number;
  found: number;
  /** Share of the marked spans of which nothing would stay visible, as whatever type they were found. */
  masked: Estimate | null;
};

export type RedactionScore = {
  texts: number;
  /** Marked spans of the counted types. */
  expected: number;
  /** In the order of how many are marked. */
  types: TypeScore[];
  /** Over the counted types, each span and each token with the same weight. */
  micro: Qualities;
  /** Tokens found as personal data at all, whatever the type. */
  anyType: Quality;
  /** Share of marked characters that masking would let through. */
  leaked: { characters: number; expected: number; share: Estimate | null };
  /** Texts without a marked span, and the share of them in which something was found. */
  clean: { texts: number; flagged: number; share: Estimate | null };
};

const typeFields = [
  'expected',
  'found',
  'exact',
  'reached',
  'right',
  'masked',
  'tokensExpected',
  'tokensFound',
  'tokensBoth',
] as const satisfies readonly (keyof TypeCounts)[];
const tokenFields = ['tokensExpected', 'tokensFound', 'tokensBoth'] as const;

/** Where in a group's vector of counts each figure stands: the text's own ones first, then a block a type. */
const own = { anyType: 0, characters: 3, leaked: 4, clean: 5, flagged: 6 } as const;
const ownLength = 7;

const expectedField = typeFields.indexOf('expected');
const maskedField = typeFields.indexOf('masked');

/**
 * Scores comparisons, of which there is at least one. Micro figures are of sums over all types. Intervals draw
 * groups, not texts: forty fillings of one template are one observation.
 */
export const scoreRedaction = (comparisons: readonly Comparison[]): RedactionScore => {
  const names = [...new Set(comparisons.flatMap(({ types }) => [...types.keys()]))];
  const groups = Map.groupBy(comparisons, ({ group }) => group);
  const vectors = Array.from(groups.values(), (group) => vectorOf(group, names));
  const total = vectorOf(comparisons, names);
  const figure = resampler(vectors);
  const blockOf = (at: number) => (sums: Float64Array) => countsAt(sums, ownLength + at * typeFields.length);
  const all = (sums: Float64Array): number[] => {
    const blocks = names.map((_, at) => blockOf(at)(sums));
    return typeFields.map((_, field) => blocks.reduce((sum, block) => sum + block[field]!, 0));
  };
  return {
    texts: comparisons.length,
    expected: all(total)[expectedField]!,
    types: names
      .map((type, at) => {
        const [expected = 0, found = 0] = blockOf(at)(total);
        const masked = figure((sums) => {
          const counts = blockOf(at)(sums);
          return ratio(counts[maskedField]!, counts[expectedField]!);
        });
        return { type, expected, found, masked, ...qualitiesOf(figure, blockOf(at)) };
      })
      .sort((a, b) => b.expected - a.expected || b.found - a.found),
    micro: qualitiesOf(figure, all),
    anyType: qualityOf(figure, (sums) => tokenParts([...sums.subarray(own.anyType, own.anyType + 3)])),
    leaked: {
      characters: total[own.leaked]!,
      expected: total[own.characters]!,
      share: figure((sums) => ratio(sums[own.leaked]!, sums[own.characters]!)),
    },
    clean: {
      texts: total[own.clean]!,
      flagged: total[own.flagged]!,
      share: figure((sums) => ratio(sums[own.flagged]!, sums[own.clean]!)),
    },
  };
};

const vectorOf = (comparisons: readonly Comparison[], names: readonly string[]): Float64Array => {
  const vector = new Float64Array(ownLength + names.length * typeFields.length);
  const add = (at: number, value: number): void => {
    vector[at]! += value;
  };
  const places = new Map(names.map((name, at) => [name, ownLength + at * typeFields.length]));
  for (const each of comparisons) {
    for (const [index, field] of tokenFields.entries()) add(own.anyType + index, each.anyType[field]);
    add(own.characters, each.charactersExpected);
    add(own.leaked, each.charactersLeaked);
    add(own.clean, each.isClean ? 1 : 0);
    add(own.flagged, each.isFlagged ? 1 : 0);
    for (const [type, counts] of each.types) {
      for (const [index, field] of typeFields.entries()) add(places.get(type)! + index, counts[field]);
    }
  }
  return vector;
};

/** The counts of one type, in the order of `typeFields`. */
const countsAt = (sums: Float64Array, from: number): number[] => [
  ...sums.subarray(from, from + typeFields.length),
];

type Figure = ReturnType<typeof resampler>;
type Parts = { precision: number | null; recall: number | null };

const qualitiesOf = (figure: Figure, counts: (sums: Float64Array) => number[]): Qualities => ({
  exact: qualityOf(figure, (sums) => {
    const [expected = 0, found = 0, exact = 0] = counts(sums);
    return { precision: ratio(exact, found), recall: ratio(exact, expected) };
  }),
  overlap: qualityOf(figure, (sums) => {
    const [expected = 0, found = 0, , reached = 0, right = 0] = counts(sums);
    return { precision: ratio(right, found), recall: ratio(reached, expected) };
  }),
  tokens: qualityOf(figure, (sums) => tokenParts(counts(sums).slice(-tokenFields.length))),
});

const tokenParts = ([expected = 0, found = 0, both = 0]: readonly number[]): Parts => ({
  precision: ratio(both, found),
  recall: ratio(both, expected),
});

const qualityOf = (figure: Figure, parts: (sums: Float64Array) => Parts): Quality => ({
  precision: figure((sums) => parts(sums).precision),
  recall: figure((sums) => parts(sums).recall),
  f1: figure((sums) => fMeasure(parts(sums), 1)),
  f2: figure((sums) => fMeasure(parts(sums), 2)),
});

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/**
 * Van Rijsbergen's F: with `beta` 2 recall weighs four times as much as precision. Where nothing was found of what
 * is marked it is 0; null only where there is neither.
 */
const fMeasure = ({ precision, recall }: Parts, beta: number): number | null => {
  if (precision === null && recall === null) return null;
  const p = precision ?? 0;
  const r = recall ?? 0;
  const weight = beta * beta;
  return p + r === 0 ? 0 : ((1 + weight) * p * r) / (weight * p + r);
};

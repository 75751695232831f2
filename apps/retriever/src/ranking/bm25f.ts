import { parameters } from './parameters.ts';

const { k1, title, body } = parameters;

/**
 * Scores are integers, so many to a point: sums of integers do not depend on the order of the summands, so that
 * a tie stays a tie, and typed arrays and SQL agree to the last digit. Exact in a double up to 9 million points.
 */
const unitsPerPoint = 1e9;

/** The nearest integer; halves go up, as `floor(x + 0.5)` in SQL does. */
export const wholeUnits = (units: number): number => Math.floor(units + 0.5);

/** A score in points, as the answer shows it. */
export const toPoints = (units: number): number => units / unitsPerPoint;

/**
 * How much a lexeme says that stands in `holders` of `passages` passages, in units: `ln(1 + (N - n + 0.5) /
 * (n + 0.5))`, which is never negative. Whole units, because the last bit of a logarithm differs between
 * libraries; all that is done with it later is `+ - * /`, which IEEE 754 defines to the last bit.
 */
export const idfUnits = (passages: number, holders: number): number =>
  wholeUnits(Math.log(1 + (passages - holders + 0.5) / (holders + 0.5)) * unitsPerPoint);

/** What a match in a title of `length` lexemes counts; `average` is the collection's. */
export const titleShare = (length: number, average: number): number =>
  title.weight / dilution(length, average, title.b);

/** As `titleShare`, of a body. */
export const bodyShare = (length: number, average: number): number =>
  body.weight / dilution(length, average, body.b);

/** 1 for a field of average length, more for a longer one; 1 in a collection where no passage has the field. */
const dilution = (length: number, average: number, b: number): number =>
  average > 0 ? 1 - b + (b * length) / average : 1;

/**
 * How often a lexeme counts that a passage has so often, levelled off: 0 to 2.2. `count` is the passage's matches of it,
 * each counted by its field's share: `titleMatches * titleShare + bodyMatches * bodyShare`. As a 32-bit float, so that an
 * index can keep one for each posting.
 *
 * BM25F: the fields' counts are added up before they are levelled off (Robertson, Zaragoza and Taylor, "Simple
 * BM25 Extension to Multiple Weighted Fields", 2004). In SQL, in the same order of operations:
 * `((2.2 * count) / (count + 1.2))::float4`.
 */
export const levelOf = (count: number): number => Math.fround(((k1 + 1) * count) / (count + k1));

/**
 * The score, in whole units, of one lexeme in one passage. `weight` is the lexeme's idf in units, times how often
 * the question has it; `count` as `levelOf` takes it. Never negative; grows with both. In SQL
 * `floor(weight * level + 0.5)`.
 */
export const postingScore = (weight: number, count: number): number => wholeUnits(weight * levelOf(count));

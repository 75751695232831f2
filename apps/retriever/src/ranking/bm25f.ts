import { parameters } from './parameters.ts';

const { k1, title, body } = parameters;

/**
 * Scores are integers, so many to a point: sums of integers do not depend on the order of the summands, so that
 * a tie stays a tie, and typed arrays and SQL agree to the last digit. Exact in a double up to 9 million points.
 */
const unitsPerPoint = 1e9;

/** A score in units; halves go up, as `floor(x * 1e9 + 0.5)` in SQL does. */
export const toUnits = (score: number): number => Math.floor(score * unitsPerPoint + 0.5);

/** A score as the answer shows it. */
export const fromUnits = (units: number): number => units / unitsPerPoint;

/**
 * How much a lexeme says that stands in `holders` of `passages` passages, in units: `ln(1 + (N - n + 0.5) /
 * (n + 0.5))`, which is never negative. Rounded, because the last bit of a logarithm is the library's own;
 * everything after it is `+ - * /`, which IEEE 754 defines to the last bit.
 */
export const idfUnits = (passages: number, holders: number): number =>
  toUnits(Math.log(1 + (passages - holders + 0.5) / (holders + 0.5)));

/** What a field's matches are divided by: 1 for one of average length, more for a longer one. Lengths in lexemes. */
const dilution = (length: number, average: number, b: number): number =>
  average > 0 ? 1 - b + (b * length) / average : 1;

/** What a passage's matches in the title are worth each: by its title's length in lexemes and the collection's average. */
export const titleShare = (length: number, average: number): number =>
  title.weight / dilution(length, average, title.b);

/** As `titleShare`, of the body. */
export const bodyShare = (length: number, average: number): number =>
  body.weight / dilution(length, average, body.b);

/**
 * The score of one posting in units: of a lexeme that the question has `times` times and the passage
 * `titleCount` and `bodyCount` times in its fields. BM25F: the fields' counts are added up first and levelled
 * off together (Robertson, Zaragoza and Taylor, "Simple BM25 Extension to Multiple Weighted Fields", 2004).
 * `idf` in units. Never negative; grows with each count.
 */
export const postingScore = (
  idf: number,
  times: number,
  titleCount: number,
  titleShare: number,
  bodyCount: number,
  bodyShare: number,
): number => {
  const count = titleCount * titleShare + bodyCount * bodyShare;
  return Math.floor((idf * times * (k1 + 1) * count) / (count + k1) + 0.5);
};

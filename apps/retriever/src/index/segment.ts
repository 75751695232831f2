/**
 * A segment as typed arrays; immutable. `numbers`, `ties` and `lengths` have an entry a passage, by rising
 * number: the passage's *place* is its index. Lexeme `lexemes[i]`, by rising id, has the postings from
 * `ends[i - 1]` (0 for the first) up to `ends[i]`, by rising place.
 */
export type Segment = {
  numbers: Float64Array;
  ties: Float64Array;
  lengths: Int32Array;
  lexemes: Int32Array;
  ends: Int32Array;
  postings: Int32Array;
};

const titleUnit = 65_536;

/**
 * A passage's lengths in one integer, in lexemes. A title has 2,000 units at most, a passage not many more.
 */
export const packLengths = (title: number, body: number): number =>
  Math.min(title, 32_767) * titleUnit + Math.min(body, titleUnit - 1);
export const titleLengthOf = (lengths: number): number => lengths >>> 16;
export const bodyLengthOf = (lengths: number): number => lengths & (titleUnit - 1);

/** Where the postings of a segment's `list`th lexeme stand; an empty range for -1. */
export const rangeOf = ({ ends }: Pick<Segment, 'ends'>, list: number): [from: number, to: number] =>
  list === -1 ? [0, 0] : [list === 0 ? 0 : (ends[list - 1] as number), ends[list] as number];

/** Where `wanted` stands in ascending `values`; -1 where it does not. */
export const indexOfSorted = (values: Int32Array | Float64Array, wanted: number): number => {
  const at = firstAbove(values, wanted) - 1;
  return at >= 0 && values[at] === wanted ? at : -1;
};

/** The index of the first of ascending `values` that is above `limit`; their number where none is. */
export const firstAbove = (values: Int32Array | Float64Array, limit: number): number => {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

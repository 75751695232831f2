/**
 * Presidio counts characters as Python does, in code points; JavaScript counts UTF-16 units. The two differ
 * behind every character outside the basic plane, such as an emoji.
 */
export type OffsetUnit = 'utf16' | 'codepoint';

/** Translates offsets of one text, both ways. Offsets behind the end stay behind the end. */
export type Offsets = { fromUtf16(offset: number): number; toUtf16(offset: number): number };

const same: Offsets = { fromUtf16: (offset) => offset, toUtf16: (offset) => offset };

/** The translation for a text; none is needed where no character takes two units. */
export const offsetsOf = (text: string, unit: OffsetUnit): Offsets => {
  if (unit === 'utf16' || !/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return same;
  const pairs = Array.from(text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g), (match) => match.index);
  return {
    fromUtf16: (offset) => offset - countBelow(pairs, offset),
    // The k-th pair stands k units further left in code points: pairs[k] - k.
    toUtf16: (offset) => {
      let low = 0;
      let high = pairs.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (pairs[middle]! - middle < offset) low = middle + 1;
        else high = middle;
      }
      return offset + low;
    },
  };
};

/** How many of the sorted numbers are less than `limit`. */
const countBelow = (sorted: readonly number[], limit: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * A posting in one integer: which passage of the segment, and how often the lexeme stands in its title and
 * its body. 17 + 6 + 8 bits, so that Postgres' `int` and an Int32Array hold it without a sign.
 */
const titleBits = 6;
const bodyBits = 8;
const placeShift = titleBits + bodyBits;

const mostInTitle = (1 << titleBits) - 1;
const mostInBody = (1 << bodyBits) - 1;

/** Most passages of a segment. */
export const mostInSegment = 1 << (31 - placeShift);

/** What a place counts for in a posting: the posting's distance to that of the next passage. */
export const onePlace = 1 << placeShift;

/**
 * Packs a posting. `place` counts the segment's passages from 0. A lexeme counts at most 63 times in a title
 * and 255 times in a body, which is as many positions as Postgres keeps of one.
 */
export const packPosting = (place: number, inTitle: number, inBody: number): number =>
  place * onePlace + Math.min(inTitle, mostInTitle) * (1 << bodyBits) + Math.min(inBody, mostInBody);

export const placeOf = (posting: number): number => posting >>> placeShift;
export const titleCountOf = (posting: number): number => (posting >>> bodyBits) & mostInTitle;
export const bodyCountOf = (posting: number): number => posting & mostInBody;
/**
 * Both counts in one: the body's alone where none is in the title, and more than any of those where one is.
 */
export const countsOf = (posting: number): number => posting & (onePlace - 1);

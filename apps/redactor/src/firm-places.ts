import type { Finding } from './recognizers/recognizer.ts';

/** A place of a text: UTF-16 units, end exclusive. */
export type Place = { start: number; end: number };

/** `isSure`: surer than what others find. */
export type FirmPlace = Place & { isSure: boolean };

/**
 * Places into which no finding reaches that begins in front of them, and whose own is surer than `others`, or is found once
 * more with that score (`isAgain`): what others find inside of one need not be looked for, for `withoutOverlaps` would drop
 * it. With those found once more that holds as long as no others reach into them, either. In order, without overlaps.
 *
 * @param inOrder see `findings-in-order.ts`
 */
export const firmPlaces = (
  inOrder: readonly Finding[],
  others: number,
  isAgain: (place: Place) => boolean,
): FirmPlace[] => {
  const places: FirmPlace[] = [];
  let reached = 0;
  for (const finding of inOrder) {
    const { start, end, score } = finding;
    if (start >= reached) {
      const isSure = score > others;
      if (isSure || isAgain(finding)) places.push({ start, end, isSure });
    }
    reached = Math.max(reached, end);
  }
  return places;
};

/** A stretch of a text, in UTF-16 units, end exclusive. */
export type Stretch = { start: number; end: number };

/** A model takes some 512 tokens: in English text a window has about a third of that. */
export const windowSize = 600;

/** What two windows share: longer than a name, with words around it. */
const shared = 120;

/**
 * Windows over a stretch of a text, each at most `size` units and sharing some with the next, cut between words where
 * there is a blank. Together they hold all of it.
 */
export const windowsOf = (text: string, { start, end }: Stretch, size = windowSize): Stretch[] => {
  const overlap = Math.min(shared, Math.floor(size / 4));
  const windows: Stretch[] = [];
  for (let from = start; ; ) {
    if (end - from <= size) return [...windows, { start: from, end }];
    const to = cutNear(text, from + size - overlap, from + size);
    windows.push({ start: from, end: to });
    from = cutNear(text, to - overlap, to - Math.floor(overlap / 2));
  }
};

/** The last place between `least` and `most` behind a blank; where there is none `most`, not inside of a character. */
const cutNear = (text: string, least: number, most: number): number => {
  for (let at = most; at > least; at -= 1) if (/\s/.test(text[at - 1]!)) return at;
  return isInsidePair(text, most) ? most - 1 : most;
};

const isInsidePair = (text: string, at: number): boolean =>
  /[\udc00-\udfff]/.test(text[at] ?? '') && /[\ud800-\udbff]/.test(text[at - 1] ?? '');

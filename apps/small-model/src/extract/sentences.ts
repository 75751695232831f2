/** A stretch of a text, offsets in UTF-16 units, end exclusive. */
export type Span = { start: number; end: number };

const abbreviations =
  /(?:^|[\s(])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Rev|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rep|Hon|Mt|Ft|vs|etc|No|Nr|Art|Vol|pp|ca?|cf|e\.g|i\.e|approx|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$/u;

/** Ends a sentence: its mark, closing quotes or brackets, then white space and a beginning. */
const boundary = /[.!?]["'”’)\]]*(?=\s+["'“‘([<]?[\p{Lu}\p{N}<])|\n+/gu;

/** The sentences of a text; a line break always ends one, so that the lines of a form stand alone. */
export const sentencesOf = (text: string): Span[] => {
  const sentences: Span[] = [];
  let from = 0;
  const close = (end: number): void => {
    const piece = text.slice(from, end);
    const start = from + (piece.length - piece.trimStart().length);
    if (piece.trim() !== '') sentences.push({ start, end: start + piece.trim().length });
    from = end;
  };
  for (const mark of text.matchAll(boundary)) {
    const end = mark.index + mark[0].length;
    const before = text.slice(Math.max(from, mark.index - 12), mark.index + 1);
    if (mark[0].startsWith('.') && abbreviations.test(before)) continue;
    close(end);
  }
  close(text.length);
  return sentences;
};

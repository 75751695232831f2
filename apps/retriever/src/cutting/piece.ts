/** A part of a text: `text.slice(start, end)`, in UTF-16 units. */
export type Span = { start: number; end: number };

/** A part of a text without white space at its ends, and its size. */
export type Piece = Span & { words: number };

/** A passage is at most this many words long. */
export const mostWords = 200;

/** Text without spaces has a size too: this many UTF-16 units count as a word at least. */
export const unitsPerWord = 10;

/** Chinese and Japanese are written without spaces, in words of two characters as a rule. */
const ideographsPerWord = 2;

/** As `String.prototype.trim` and `\s` see it. */
export const isSpace = (unit: number): boolean =>
  unit <= 0x20
    ? unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
    : unit === 0xa0 || (unit >= 0x1680 && isRareSpace(unit));

const isRareSpace = (unit: number): boolean =>
  (unit >= 0x2000 && unit <= 0x200a) ||
  [0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff].includes(unit);

/** Kana and Han characters; those beyond the basic plane count by their units. */
const isIdeograph = (unit: number): boolean =>
  (unit >= 0x3041 && unit <= 0x30ff) ||
  (unit >= 0x3400 && unit <= 0x9fff) ||
  (unit >= 0xf900 && unit <= 0xfaff);

/** True where there is nothing but white space between two offsets. */
export const isBlank = (text: string, from: number, to: number): boolean => {
  let at = from;
  while (at < to && isSpace(text.charCodeAt(at))) at += 1;
  return at === to;
};

/** The part of `text` between two offsets without the white space at its ends; undefined for a blank one. */
export const pieceOf = (text: string, from: number, to: number): Piece | undefined => {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (start < end && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return start === end ? undefined : { start, end, words: sizeOf(text, start, end) };
};

const sizeOf = (text: string, start: number, end: number): number => {
  let words = 0;
  let ideographs = 0;
  let inWord = false;
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if (isSpace(unit)) {
      inWord = false;
      continue;
    }
    if (!inWord) words += 1;
    inWord = true;
    if (isIdeograph(unit)) ideographs += 1;
  }
  return Math.max(words, Math.ceil((end - start) / unitsPerWord), Math.ceil(ideographs / ideographsPerWord));
};

/** Both and what lies between them; that has a size too where it is wide. */
export const joined = (piece: Piece, next: Piece): Piece => ({
  start: piece.start,
  end: next.end,
  words: Math.max(piece.words + next.words, Math.ceil((next.end - piece.start) / unitsPerWord)),
});

/** True where both together are no longer than a passage may be. */
export const fits = (piece: Piece, next: Piece): boolean => joined(piece, next).words <= mostWords;

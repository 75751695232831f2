/** The words of a text: runs of letters and digits. Offsets are UTF-16 units, ends exclusive. */
export type Words = { count: number; starts: Int32Array; ends: Int32Array };

/**
 * Letters and digits, combining marks included. Outside ASCII everything from À on counts except the signs ×
 * and ÷, the punctuation of U+2000 to U+206F and of U+3000 to U+303F: looked up by number, since a property of
 * Unicode costs ten times as much, and here a sign too many only counts as a word.
 */
const isWordCode = (code: number): boolean => {
  if (code < 128) return asciiWord[code] === 1;
  return (
    code >= 0xc0 &&
    code !== 0xd7 &&
    code !== 0xf7 &&
    !(code >= 0x2000 && code <= 0x206f) &&
    !(code >= 0x3000 && code <= 0x303f)
  );
};

const asciiWord = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Where the words of a text stand, in one pass. */
export const wordsOf = (text: string): Words => {
  const starts = new Int32Array((text.length >> 1) + 1);
  const ends = new Int32Array((text.length >> 1) + 1);
  let count = 0;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    if (isWordCode(text.charCodeAt(at)) === inside) continue;
    inside = !inside;
    if (inside) starts[count] = at;
    else ends[count++] = at;
  }
  if (inside) ends[count++] = text.length;
  return { count, starts, ends };
};

/** The number of the first word that begins at `place` or later. */
export const wordFrom = ({ count, starts }: Words, place: number): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
};

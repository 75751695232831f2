/**
 * The UTF-16 offset of each of some offsets in code points, which Presidio and its like count in. The two differ
 * behind every character outside the basic plane. Undefined for an offset behind the text's end.
 */
export const utf16OffsetsOf = (text: string): ((codePoints: number) => number | undefined) => {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) {
    return (offset) => (offset <= text.length ? offset : undefined);
  }
  const starts: number[] = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  starts.push(at);
  return (offset) => starts[offset];
};

/**
 * What a cell or a plain YAML scalar means: a number where its text is exactly how JavaScript writes that number
 * (so that `007`, `1.50` and a long account number stay as they are), else the text.
 */
export const scalarOf = (text: string): string | number => {
  const value = Number(text);
  const isNumber = text !== '' && Number.isFinite(value) && String(value) === text;
  return isNumber && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : text;
};

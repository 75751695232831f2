/** How far around a value a context word may stand, in UTF-16 units. */
const before = 60;
const after = 25;

const compiled = new WeakMap<readonly string[], RegExp>();

/** One expression for a list of words: each must begin at a word's beginning. */
const expressionOf = (words: readonly string[]): RegExp => {
  const known = compiled.get(words);
  if (known) return known;
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${escaped.join('|')})`, 'iu');
  compiled.set(words, expression);
  return expression;
};

/**
 * The caller's context word near a value, in lower case; undefined where there is none. Such a word may be any text,
 * so it is looked for in the text and not among its words. Looks at what stands before the value first, and never
 * past a blank line.
 */
export const contextBeside = (
  text: string,
  start: number,
  end: number,
  words: readonly string[],
): string | undefined => {
  const expression = expressionOf(words);
  const left =
    text
      .slice(Math.max(0, start - before), start)
      .split('\n\n')
      .at(-1) ?? '';
  const right = text.slice(end, end + after).split('\n', 1)[0] ?? '';
  return (expression.exec(left) ?? expression.exec(right))?.[0].toLowerCase();
};

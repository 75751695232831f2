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
 * The context word near a value, in lower case; undefined where there is none. Looks at what stands
 * before the value first, and never past a blank line.
 */
export const contextNear = (
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

/**
 * The first of a recognizer's words that stands in words which came with the text, such as the name of its
 * column; undefined where there is none. Presidio's rule: anywhere in them, in any case.
 */
export const givenContext = (given: readonly string[], words: readonly string[]): string | undefined => {
  if (given.length === 0) return undefined;
  const lower = given.map((phrase) => phrase.toLowerCase());
  return words.find((word) => lower.some((phrase) => phrase.includes(word)));
};

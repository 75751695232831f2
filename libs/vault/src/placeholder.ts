import { type Grammar, grammarOf, narrow } from './grammar.ts';

/**
 * A placeholder is `<TYPE_n>`: an entity type in capitals and a number from 1, such as `<PERSON_1>`. The side
 * that writes them and the side that restores them share one grammar (`grammar.ts`).
 */

/** One masked value of a document. `original` is the text that takes the placeholder's place again. */
export type VaultEntry = {
  placeholder: string;
  type: string;
  original: string;
  /**
   * Marks that stand directly at the value somewhere in the document: `<` for a pair of angle brackets around
   * it, `\` for a backslash in front. Elsewhere they are a model's doing, and go when the value comes back.
   */
  beside?: string;
};

/** The placeholder of the `number`th value of a type. */
export const placeholderOf = (type: string, number: number): string => `<${type}_${number}>`;

/**
 * One placeholder in a text: UTF-16 offsets, end exclusive, and its canonical form. `suffix` is what stands
 * inside the brackets and belongs behind the value: the `'s` of `<PERSON_1's>`.
 */
export type FoundPlaceholder = { start: number; end: number; placeholder: string; suffix: string };

/**
 * Everything in a text that reads as a placeholder of one of these types, in whatever form, and those of other
 * types in the form that the redactor writes; in order and without overlaps. The masking side skips the numbers
 * found in the original text, so whatever the restoring side finds is its own. `entryOf` knows the marks that
 * belong to the document.
 */
export const findPlaceholders = (
  text: string,
  types: Iterable<string>,
  entryOf: (placeholder: string) => VaultEntry | undefined = () => undefined,
): FoundPlaceholder[] => {
  const grammar = grammarOf(types);
  return Array.from(text.matchAll(grammar.find), (match) => readMatch(match, grammar, entryOf));
};

/** What a match of the grammar says. */
export const readMatch = (
  match: RegExpExecArray,
  grammar: Grammar,
  entryOf: (placeholder: string) => VaultEntry | undefined,
): FoundPlaceholder => {
  const { type, number, suffix = '', escaped, doubled } = match.groups ?? {};
  const [text] = match;
  const end = match.index + text.length;
  if (type === undefined || number === undefined) {
    return { start: match.index, end, placeholder: text, suffix };
  }
  const placeholder = placeholderOf(grammar.typeOf(type), Number(narrow(number)));
  const beside = entryOf(placeholder)?.beside ?? '';
  if (doubled === '<<' && beside.includes('<')) {
    return { start: match.index + 1, end: end - 1, placeholder, suffix };
  }
  const ownBackslash = escaped !== undefined && !text.endsWith('\\>') && beside.includes('\\');
  return { start: match.index + (ownBackslash ? 1 : 0), end, placeholder, suffix };
};

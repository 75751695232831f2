/**
 * The grammar of placeholders, shared by the side that writes them and the side that restores them.
 * A placeholder is `<TYPE_n>`: an entity type in capitals and a number from 1, such as `<PERSON_1>`.
 */

/** One masked value of a document. `original` is the text that takes the placeholder's place again. */
export type VaultEntry = { placeholder: string; type: string; original: string };

/** The placeholder of the `number`th value of a type. */
export const placeholderOf = (type: string, number: number): string => `<${type}_${number}>`;

/** One placeholder found in a text: UTF-16 offsets, end exclusive, and its canonical form. */
export type FoundPlaceholder = { start: number; end: number; placeholder: string };

/**
 * What models make of a placeholder: other case, spaces inside, a space or a hyphen for `_`, Markdown
 * escapes (`\<PERSON\_1\>`), HTML entities (`&lt;PERSON_1&gt;`). Every repetition is bounded, so the
 * search is linear in the text.
 */
const bracketed =
  /(?:\\?<|&lt;|&#60;)[ \t]{0,2}([A-Za-z][A-Za-z0-9_\\ -]{0,60}?)[ _\\-]{0,3}([1-9]\d{0,5})[ \t]{0,2}(?:\\?>|&gt;|&#62;)/g;

/** Without its brackets a placeholder is only known by capitals and underscore, as a word of its own. */
const bare =
  /(?<![\p{L}\p{N}_\\-])([A-Z][A-Z0-9]{0,30}(?:\\?_[A-Z0-9]{1,30}){0,5}?)\\?_([1-9]\d{0,5})(?![\p{L}\p{N}_\\-])/gu;

/**
 * Everything in a text that reads as a placeholder, in order and without overlaps. The masking side
 * skips the numbers found in the original text, so whatever the restoring side finds is its own.
 */
export const findPlaceholders = (text: string): FoundPlaceholder[] => {
  const found: FoundPlaceholder[] = [];
  for (const match of text.matchAll(bracketed)) found.push(read(match));
  const taken = found.slice();
  let next = 0;
  for (const match of text.matchAll(bare)) {
    while (next < taken.length && taken[next]!.end <= match.index) next += 1;
    const within = next < taken.length && taken[next]!.start < match.index + match[0].length;
    if (!within) found.push(read(match));
  }
  return found.sort((a, b) => a.start - b.start);
};

const read = (match: RegExpExecArray): FoundPlaceholder => {
  const type = match[1]!
    .replace(/[\\ _-]{1,10}/g, '_')
    .replace(/_$/, '')
    .toUpperCase();
  return {
    start: match.index,
    end: match.index + match[0].length,
    placeholder: placeholderOf(type, Number(match[2])),
  };
};

import { type InjectionCode, neutraliseSource } from './injection.ts';

/**
 * The form in which a prompt quotes its sources. It is a contract: a model, a small one above all, finds
 * the sources by it, and their numbers are what an answer cites.
 *
 *     <source n="1" title="Terms of rental">
 *     The deposit is 400 euros.
 *     </source>
 *
 * Nothing that a source or a conversation says can open or close such a block: see `quotable` and `neutralise`.
 */
export const sourceBlock = (n: number, { title, text }: Quotable): string =>
  `<source n="${n}" title="${title}">\n${text}\n</source>`;

/** A source's title and text with nothing in them that could pass for more, and what was met there. */
export type Quotable = { title: string; text: string; found: InjectionCode[] };

/** Makes a source fit to stand in a block. */
export const quotable = (title: string, text: string): Quotable => {
  const [head, body] = [neutraliseSource(title), neutraliseSource(text)];
  const found = [...new Set([...head.found, ...body.found])].sort();
  return {
    title: head.text.replace(/\s+/g, ' ').trim().replaceAll('"', "'"),
    text: body.text,
    found,
  };
};

/** The delimiters, in any case and with white space, and the marks that chat templates read as turns. */
const delimiters = /<(?=\s{0,9}\/?\s{0,9}source\b)|<(?=\|)|\[(?=\/?INST\])/gi;

/**
 * Text that cannot pass for the prompt's own structure: the delimiters of sources, and the turn marks of
 * chat templates (`<|im_start|>`, `[INST]`), which some model servers read inside a message too. Nothing
 * else is changed; placeholders stay as they are.
 */
export const neutralise = (text: string): string =>
  text.replace(delimiters, (mark) => (mark === '<' ? '&lt;' : '&#91;'));

/** Markup that is safe to send as it is: made by `html` alone. */
export class Html {
  readonly #markup: string;

  /** For `html` and fixed markup of the program's own; never for text that came from outside. */
  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template: markup as it is, lists joined, `undefined`, `null` and `false` as nothing. */
export type Content = Html | string | number | bigint | false | null | undefined | readonly Content[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);

const markupOf = (content: Content): string => {
  if (content instanceof Html) return content.toString();
  if (content === undefined || content === null || content === false) return '';
  if (typeof content === 'object') return content.map(markupOf).join('');
  return escapeText(String(content));
};

/**
 * Markup from a template. Every value is escaped, in text and in quoted attributes alike, unless it is
 * markup from `html` itself: forgetting to escape is not possible, and an attribute is always quoted.
 */
export const html = (parts: TemplateStringsArray, ...contents: Content[]): Html =>
  new Html(parts.reduce((markup, part, index) => markup + markupOf(contents[index - 1]) + part));

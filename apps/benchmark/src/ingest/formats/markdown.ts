import type { Ingestible } from '../source.ts';
import { readFrontMatter } from './front-matter.ts';

const atx = /^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/m;
const setext = /^ {0,3}(\S.*)\r?\n {0,3}(?:=+|-{2,})[ \t]*$/m;
const fenced = /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm;

/** The text of a Markdown document's first heading, if it has one. */
const firstHeading = (body: string): string | undefined => {
  const prose = body.replace(fenced, (code) => ' '.repeat(code.length));
  return [atx.exec(prose), setext.exec(prose)]
    .filter((found) => found !== null)
    .sort((a, b) => a.index - b.index)[0]?.[1]
    ?.trim();
};

/**
 * A Markdown file as a document: the title is the front matter's, else the first heading, else `fallback`; the
 * front matter's other fields are metadata, and its text is not part of the document's.
 */
export const markdownDocument = (
  text: string,
  given: { id: string; fallback: string; metadata: Record<string, unknown> },
): Ingestible => {
  const { fields, body } = readFrontMatter(text);
  const { title, ...others } = fields;
  return {
    id: given.id,
    title: title == null ? (firstHeading(body) ?? given.fallback) : String(title),
    text: body,
    metadata: { ...others, ...given.metadata },
  };
};

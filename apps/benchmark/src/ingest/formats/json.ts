import { asFailure, Failure } from '@rollcall/failures';
import { z } from 'zod';
import type { Ingestible, Sourced } from '../source.ts';
import { documentOf, parseJson } from './json-document.ts';
import { type Element, readElements } from './json-elements.ts';

/** SQuAD 1.1 and 2.0: https://rajpurkar.github.io/SQuAD-explorer/ */
const article = z.object({
  title: z.string().default(''),
  paragraphs: z.array(z.object({ context: z.string() })),
});

/**
 * A JSON array of documents, or SQuAD (`{"data": [article, ...]}`). Of SQuAD each paragraph is a document, since
 * each question was written for one: its id is the article's title and the paragraph's number in the article.
 * An element that is no document is a failure at its place, which `line` counts.
 */
export async function* readJson(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<Sourced> {
  const titles = new Set<string>();
  for await (const element of readElements(chunks, 'data')) {
    const place = { file, line: element.number };
    try {
      for (const document of documentsOf(element, titles)) yield { place, document };
    } catch (thrown) {
      yield { place, failure: asFailure(thrown) };
    }
  }
}

const documentsOf = ({ number, json }: Element, titles: Set<string>): Ingestible[] => {
  if (json instanceof Failure) throw json;
  const value = parseJson(json);
  const read = article.safeParse(value);
  if (!read.success) return [documentOf(value)];
  const { title, paragraphs } = read.data;
  // Two articles of one title, or of none, are told apart by their place in the file.
  const name = title === '' || titles.has(title) ? `${title}#${number}` : title;
  titles.add(title);
  return paragraphs.map(({ context }, index) => ({
    id: `${name}#${index + 1}`,
    title: title.replaceAll('_', ' '),
    text: context,
  }));
};

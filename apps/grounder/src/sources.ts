import { cutLong, type Span, sentencesOf } from './sentences.ts';
import { type Term, type TermKind, termsOf, type Word, wordsOf } from './terms.ts';

/** A text that may bear a claim or hold an answer. */
export type Passage = { id: string; text: string; title?: string | undefined };

/** A longer sentence is looked at in parts: evidence that is spread over a whole transcript is none. */
const longestSentence = 600;

/** A sentence of a passage, its offsets into the passage's text. */
export type SourceSentence = Span & {
  passage: number;
  /** Its place among the sentences of its passage. */
  ordinal: number;
  /** Its words in order; their offsets are the sentence's own. */
  words: readonly Word[];
  /** The keys of its terms; the passage's title counts as said in each sentence. */
  keys: ReadonlySet<string>;
};

/** Passages made searchable: which sentence says which term, and how rare each term is among them. */
export type Sources = {
  passages: readonly Passage[];
  sentences: readonly SourceSentence[];
  /** The sentences that say a key, ascending; none for an unknown key. */
  saying(key: string): readonly number[];
  /** The passages that say a key, ascending; none for an unknown key. */
  passagesSaying(key: string): readonly number[];
  /** How much a term weighs: rare ones, names and numbers more. Above 0, below 3. */
  weigh(term: Term): number;
};

const nowhere: readonly number[] = [];

/** Names, numbers and what was masked carry the facts. */
const factors: Record<TermKind, number> = { word: 1, name: 1.4, number: 1.6, date: 1.6, placeholder: 1.6 };

/** Indexes passages in one pass over their text. */
export const indexSources = (passages: readonly Passage[]): Sources => {
  const sentences = passages.flatMap((passage, index) => sentencesWithTerms(passage, index));
  const postings = new Map<string, { sentences: number[]; passages: number[] }>();
  sentences.forEach(({ keys, passage }, index) => {
    for (const key of keys) {
      const known = postings.get(key);
      if (known === undefined) postings.set(key, { sentences: [index], passages: [passage] });
      else {
        known.sentences.push(index);
        if (known.passages.at(-1) !== passage) known.passages.push(passage);
      }
    }
  });
  const saying = (key: string) => postings.get(key)?.sentences ?? nowhere;
  const passagesSaying = (key: string) => postings.get(key)?.passages ?? nowhere;
  const rarest = Math.log(1 + sentences.length / 0.5);
  const weigh = ({ keys, kind }: Term): number => {
    const said = Math.max(...keys.map((key) => saying(key).length));
    const rarity = rarest === 0 ? 1 : Math.log(1 + sentences.length / (said + 0.5)) / rarest;
    return factors[kind] * (0.4 + 0.6 * rarity);
  };
  return { passages, sentences, saying, passagesSaying, weigh };
};

/** The text of a sentence, by its index. */
export const textOf = ({ passages, sentences }: Sources, sentence: number): string => {
  const { passage, start, end } = sentences[sentence]!;
  return passages[passage]!.text.slice(start, end);
};

/** A short first line, or what a crawler put first, is a heading: what the passage is about. */
const headOf = (text: string): string => {
  const titled = /^\W{0,3}(?:meta data\W{1,3})?title: (.{1,200}?)(?=\n|$| \(|\. )/i.exec(text);
  if (titled !== null) return titled[1]!;
  const [line = ''] = text.slice(0, 121).split('\n');
  return line.length <= 120 && line.length < text.length ? line : '';
};

const sentencesWithTerms = (passage: Passage, index: number): SourceSentence[] => {
  const titleKeys = termsOf(`${passage.title ?? ''}\n${headOf(passage.text)}`).flatMap(({ keys }) => keys);
  const spans = sentencesOf(passage.text).flatMap((span) => cutLong(passage.text, span, longestSentence));
  return spans.map(({ start, end }, ordinal) => {
    const words = wordsOf(passage.text.slice(start, end));
    const keys = new Set(titleKeys);
    for (const word of words) {
      if (word.content || word.kind === 'number') for (const key of word.keys) keys.add(key);
    }
    return { start, end, passage: index, ordinal, words, keys };
  });
};

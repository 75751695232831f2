/** A passage is at most this many words long. */
const mostWords = 200;

/** A paragraph shorter than this is read together with its neighbour: a heading with what it heads. */
const fewestWords = 40;

/** Text without spaces still has a size: this many UTF-16 units count as a word at least. */
const unitsPerWord = 10;

/** A passage of a document: `text.slice(start, end)`, in UTF-16 units. */
export type Span = { start: number; end: number };

type Piece = Span & { words: number };

/**
 * Cuts a document into passages of about 200 words at most, in reading order, without overlap.
 *
 * Paragraphs (separated by a blank line) of 40 to 200 words are passages of their own. A longer one is
 * cut between sentences into parts of about equal size, and a sentence that is too long by itself between
 * words. A shorter one is joined with the paragraph after it where both fit into 200 words, and the last
 * one of a document with the one before it.
 */
export const cutPassages = (text: string): Span[] => {
  const passages: Piece[] = [];
  for (const piece of paragraphs(text).flatMap((paragraph) => fitting(text, paragraph))) {
    const last = passages.at(-1);
    if (last && last.words < fewestWords && fits(last, piece)) extend(last, piece);
    else passages.push({ ...piece });
  }
  const [beforeLast, last] = passages.slice(-2);
  if (beforeLast && last && last.words < fewestWords && fits(beforeLast, last)) {
    extend(beforeLast, last);
    passages.pop();
  }
  return passages.map(({ start, end }) => ({ start, end }));
};

const fits = (piece: Piece, next: Piece): boolean => piece.words + next.words <= mostWords;

const extend = (piece: Piece, next: Piece): void => {
  piece.end = next.end;
  piece.words += next.words;
};

/** The part of `text` without white space at its ends, with its size; undefined for a blank one. */
const pieceOf = (text: string, start: number, end: number): Piece | undefined => {
  const part = text.slice(start, end);
  const trimmed = part.trim();
  if (trimmed === '') return undefined;
  const from = start + (part.length - part.trimStart().length);
  const words = trimmed.match(/\S+/g)?.length ?? 0;
  return {
    start: from,
    end: from + trimmed.length,
    words: Math.max(words, Math.ceil(trimmed.length / unitsPerWord)),
  };
};

const paragraphs = (text: string): Piece[] => {
  const found: (Piece | undefined)[] = [];
  let from = 0;
  for (const gap of text.matchAll(/\r?\n(?:[ \t\r]*\n)+/g)) {
    found.push(pieceOf(text, from, gap.index));
    from = gap.index + gap[0].length;
  }
  found.push(pieceOf(text, from, text.length));
  return found.filter((piece) => piece !== undefined);
};

/** A paragraph itself where it fits, else its sentences in groups of about equal size. */
const fitting = (text: string, paragraph: Piece): Piece[] => {
  if (paragraph.words <= mostWords) return [paragraph];
  const parts = Math.ceil(paragraph.words / mostWords);
  const enough = paragraph.words / parts;
  const groups: Piece[] = [];
  for (const sentence of sentences(text, paragraph)) {
    const last = groups.at(-1);
    if (last && last.words < enough && fits(last, sentence)) extend(last, sentence);
    else groups.push({ ...sentence });
  }
  return groups;
};

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const sentences = (text: string, paragraph: Piece): Piece[] => {
  const found: Piece[] = [];
  for (const { segment, index } of segmenter.segment(text.slice(paragraph.start, paragraph.end))) {
    const start = paragraph.start + index;
    const sentence = pieceOf(text, start, start + segment.length);
    if (sentence === undefined) continue;
    if (sentence.words <= mostWords) found.push(sentence);
    else found.push(...runsOfWords(text, sentence));
  }
  return found;
};

/** An overlong sentence in runs of whole words; a "word" beyond a passage's size is cut where it must be. */
const runsOfWords = (text: string, sentence: Piece): Piece[] => {
  const runs: Piece[] = [];
  const longestWord = mostWords * unitsPerWord;
  for (const { index, 0: word } of text.slice(sentence.start, sentence.end).matchAll(/\S+/g)) {
    for (let at = 0; at < word.length; ) {
      const until = wholeCharacter(word, at + longestWord);
      const start = sentence.start + index;
      const piece = { start: start + at, end: start + until, words: Math.ceil((until - at) / unitsPerWord) };
      const last = runs.at(-1);
      if (last && fits(last, piece)) extend(last, piece);
      else runs.push(piece);
      at = until;
    }
  }
  return runs;
};

/** `at`, or one less where it would part a surrogate pair. */
const wholeCharacter = (text: string, at: number): number => {
  const before = text.charCodeAt(at - 1);
  return at < text.length && before >= 0xd800 && before <= 0xdbff ? at - 1 : Math.min(at, text.length);
};

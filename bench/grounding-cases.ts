import type { TestDocument } from '../apps/benchmark/src/dataset/read-dataset.ts';

/** What one request asks. */
export type GroundingCase = {
  question: string;
  answer: string;
  passages: { id: string; text: string }[];
};

type Row = { question: string; answer: string; sources: readonly string[] };

/** Characters of a case's sources, and of one passage at most. */
const sourceCharacters = 2000;
const passageCharacters = 500;

/**
 * Cases with 2,000 characters of sources each: a row's own first, cut at a space, then those of the rows after it, as a
 * retrieval would bring what is near and what is not. The same rows make the same cases.
 */
export const casesOf = (rows: readonly Row[]): GroundingCase[] =>
  rows.map(({ question, answer }, at) => {
    const passages: GroundingCase['passages'] = [];
    let left = sourceCharacters;
    for (let next = 0; left > 0; next += 1) {
      const { sources } = rows[(at + next) % rows.length]!;
      for (const text of sources.flatMap(inPieces)) {
        if (left <= 0) break;
        const piece = text.slice(0, left);
        passages.push({ id: `s${passages.length + 1}`, text: piece });
        left -= piece.length;
      }
      // Rows that hold nothing at all would never fill a case.
      if (next > rows.length && passages.length === 0) throw new TypeError('no row has a source');
    }
    return { question, answer, passages };
  });

const inPieces = (text: string): string[] => {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const whole = text.length - from <= passageCharacters;
    const space = whole ? text.length : text.lastIndexOf(' ', from + passageCharacters);
    const to = space > from ? space : from + passageCharacters;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
};

/** Sentences of an answer that is made up. */
const claims = 3;

/** A longer one, or one over several lines, is a list, a table or a letter's head. */
const longestSentence = 300;

/**
 * A document's question with an answer of three of its sentences, the last of them one with other numbers where the
 * document has numbers: about one claim in three is then unsupported.
 */
export const rowsOf = (documents: readonly TestDocument[]): Row[] =>
  documents.flatMap(({ question, text }) => {
    const sentences = text
      .split(/(?<=[.!?])\s+/)
      .filter((part) => part.length >= 40 && part.length <= longestSentence && !part.includes('\n'));
    const chosen = Array.from(
      { length: Math.min(claims, sentences.length) },
      (_, at) => sentences[Math.floor((at * sentences.length) / claims)]!,
    );
    if (chosen.length === 0) return [];
    const last = sentences.findLast((sentence) => /\d/.test(sentence)) ?? chosen.at(-1)!;
    const changed = last.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
    return [{ question, answer: [...chosen.slice(0, -1), changed].join(' '), sources: [text] }];
  });

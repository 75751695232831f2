import { packPosting } from './posting.ts';
import { packLengths, type Segment } from './segment.ts';

/** What a segment holds of a passage. Fields are lists of lexeme ids, one entry a token. */
export type IndexedPassage = { number: number; tie: number; title: Int32Array; body: Int32Array };

/** The segment of some passages, which come by rising number. Pure. */
export const buildSegment = (passages: readonly IndexedPassage[]): Segment => {
  const lists = new Map<number, number[]>();
  for (const [place, { title, body }] of passages.entries()) {
    const inTitle = countEach(title);
    const inBody = countEach(body);
    for (const lexeme of new Set([...inTitle.keys(), ...inBody.keys()])) {
      const posting = packPosting(place, inTitle.get(lexeme) ?? 0, inBody.get(lexeme) ?? 0);
      const list = lists.get(lexeme);
      if (list === undefined) lists.set(lexeme, [posting]);
      else list.push(posting);
    }
  }
  const lexemes = Int32Array.from(lists.keys()).sort();
  const ends = new Int32Array(lexemes.length);
  let end = 0;
  for (const [at, lexeme] of lexemes.entries()) {
    end += (lists.get(lexeme) as number[]).length;
    ends[at] = end;
  }
  const postings = new Int32Array(end);
  for (const [at, lexeme] of lexemes.entries()) {
    postings.set(lists.get(lexeme) as number[], at === 0 ? 0 : ends[at - 1]);
  }
  return {
    numbers: Float64Array.from(passages, ({ number }) => number),
    ties: Float64Array.from(passages, ({ tie }) => tie),
    lengths: Int32Array.from(passages, ({ title, body }) => packLengths(title.length, body.length)),
    lexemes,
    ends,
    postings,
  };
};

const countEach = (lexemes: Int32Array): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const lexeme of lexemes) counts.set(lexeme, (counts.get(lexeme) ?? 0) + 1);
  return counts;
};

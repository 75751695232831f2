import { type Piece, pieceOf } from './piece.ts';

/** The rules of UAX #29 are those of no language; the locale only has to be one. */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Ends that UAX #29 takes for a sentence's: an initial, a title, a reference. Each stands before a capital or a
 * number as a rule. Words of several languages: one that is missing or too many moves a cut and loses nothing.
 */
const abbreviated =
  /(?:^|[\s(["'„“])(?:\p{L}|Mrs?|Ms|Drs?|Prof|Rev|Gen|Sen|Gov|Capt|Lt|Sgt|St|Jr|Sr|vs|cf|Nos?|Nr|Figs?|Eqs?|Abb|Abs|Art|Bd|Hr|Fr|Mme|Mlle|Sra?|approx|bzw|ca|pp?|vol|ch|sec|al|Inc|Ltd|Co|Corp)\.\s*$/u;

/** Long enough for the longest abbreviation and the white space behind it. */
const lastUnits = 24;

/**
 * The sentences of a piece, by UAX #29 ("Sentence Boundaries"). A line feed ends none: lines may be wrapped by
 * hand. Nor does an abbreviation.
 */
export function* sentencesOf(text: string, { start, end }: Piece): Generator<Piece> {
  const unwrapped = text.slice(start, end).replace(/[\r\n\u0085\u2028\u2029]/g, ' ');
  let from = 0;
  for (const { segment, index } of segmenter.segment(unwrapped)) {
    if (abbreviated.test(segment.slice(-lastUnits))) continue;
    const to = index + segment.length;
    const sentence = pieceOf(text, start + from, start + to);
    from = to;
    if (sentence !== undefined) yield sentence;
  }
  const rest = pieceOf(text, start + from, end);
  if (rest !== undefined) yield rest;
}

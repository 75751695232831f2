import { type Block, type BlockKind, listItem } from './blocks.ts';
import { fits, isSpace, joined, mostWords, type Piece, pieceOf, unitsPerWord } from './piece.ts';
import { sentencesOf } from './sentences.ts';

/** Parts a piece into smaller ones, in reading order, and leaves out nothing but white space. */
type Way = (text: string, piece: Piece) => Iterable<Piece>;

function* linesOf(text: string, { start, end }: Piece): Generator<Piece> {
  for (let from = start; from < end; ) {
    const feed = text.indexOf('\n', from);
    const to = feed === -1 || feed > end ? end : feed;
    const line = pieceOf(text, from, to);
    if (line !== undefined) yield line;
    from = to + 1;
  }
}

function* itemsOf(text: string, list: Piece): Generator<Piece> {
  let item: Piece | undefined;
  for (const line of linesOf(text, list)) {
    if (item !== undefined && !listItem.test(text.slice(line.start, line.start + 20))) {
      item = joined(item, line);
      continue;
    }
    if (item !== undefined) yield item;
    item = line;
  }
  if (item !== undefined) yield item;
}

/** Runs of whole words, each as long as a passage may be; a "word" beyond that is cut between characters. */
function* runsOfWords(text: string, { start, end }: Piece): Generator<Piece> {
  let run: Piece | undefined;
  for (let from = start; from < end; ) {
    const to = partEnd(text, from, end);
    const part = pieceOf(text, from, to);
    from = to;
    if (part === undefined) continue;
    if (run !== undefined && fits(run, part)) {
      run = joined(run, part);
      continue;
    }
    if (run !== undefined) yield run;
    run = part;
  }
  if (run !== undefined) yield run;
}

/** Units of a word that are a passage's share in any script: ideographs are two to a word. */
const longestPart = (mostWords / 10) * unitsPerWord;

/** Where the word that begins at `from` ends, or the part of it that is not too long. */
const partEnd = (text: string, from: number, end: number): number => {
  let to = from;
  while (to < end && isSpace(text.charCodeAt(to))) to += 1;
  const most = Math.min(end, to + longestPart);
  while (to < most && !isSpace(text.charCodeAt(to))) to += 1;
  return to < end && !isSpace(text.charCodeAt(to)) ? characterEnd(text, from, to) : to;
};

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What is beyond decides whether a character goes on there; its own marks are as good as always within this. */
const lookAhead = 32;

/**
 * `at`, or before it where it would part what a reader sees as one character (UAX #29, "Grapheme Cluster
 * Boundaries"). One that is longer than a passage may be is parted, but no surrogate pair is.
 */
const characterEnd = (text: string, from: number, at: number): number => {
  const around = characters.segment(text.slice(from, at + lookAhead)).containing(at - from);
  if (around !== undefined && around.index > 0) return from + around.index;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
};

const ways: Record<BlockKind, Way[]> = {
  heading: [runsOfWords],
  text: [sentencesOf, linesOf, runsOfWords],
  list: [itemsOf, sentencesOf, linesOf, runsOfWords],
  lines: [linesOf, runsOfWords],
};

function* small(text: string, piece: Piece, [way, ...finer]: Way[]): Generator<Piece> {
  if (piece.words <= mostWords || way === undefined) yield piece;
  else for (const part of way(text, piece)) yield* small(text, part, finer);
}

/**
 * A block and what leads to it as pieces that are no longer than a passage may be: all in one where they fit,
 * else the block cut where it is best cut, in pieces of about equal size, the lead with the first one.
 */
export function* divide(text: string, lead: Piece | undefined, block: Block): Generator<Piece> {
  const words = block.words + (lead?.words ?? 0);
  const enough = words / Math.ceil(words / mostWords);
  let group = lead;
  for (const part of small(text, block, words <= mostWords ? [] : ways[block.kind])) {
    if (group === undefined) group = part;
    else if ((group === lead || group.words < enough) && fits(group, part)) group = joined(group, part);
    else {
      yield group;
      group = part;
    }
  }
  if (group !== undefined) yield group;
}

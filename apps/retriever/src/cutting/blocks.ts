import { isBlank, type Piece, pieceOf } from './piece.ts';

/** What a block is decides where it may be cut: text between sentences, a list between items, lines between lines. */
export type BlockKind = 'heading' | 'text' | 'list' | 'lines';

export type Block = Piece & { kind: BlockKind };

/** Lines are wrapped by hand up to about this length; a longer one is a paragraph by itself. UTF-16 units. */
const longestWrap = 160;

/** A "heading" of more words than this is text. */
const longestHeading = 30;

const fence = /^ {0,3}(`{3,}|~{3,})/;
const atxHeading = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const underline = /^ {0,3}(?:=+|-{2,})[ \t]*$/;
const tableRow = /^ {0,3}\|/;
export const listItem = /^[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]+\S/;

/** Of numbered items only the first one ends a paragraph (CommonMark 0.31, "Lists"): a wrapped line may begin "1990. The". */
const interrupting = /^[ \t]*(?:[-*+•]|1[.)])[ \t]+\S/;
const indented = /^(?: {2,}|\t)/;

type Line = { start: number; end: number; text: string };

/** More of a line says nothing about its kind. */
const tellingUnits = 200;

/** The lines of a text without their line feeds. */
function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const next = feed === -1 ? text.length : feed + 1;
    const end = lineEnd(text, start, feed === -1 ? text.length : feed);
    yield { start, end, text: text.slice(start, Math.min(end, start + tellingUnits)) };
    start = next;
  }
}

const lineEnd = (text: string, start: number, feed: number): number =>
  feed > start && text[feed - 1] === '\r' ? feed - 1 : feed;

/**
 * The blocks of a plain or Markdown text in reading order: paragraphs (between blank lines), headings, lists
 * (items and the blank lines between them), and code and tables, which are known by their lines. Blocks leave out
 * nothing but white space. What is no Markdown at all comes out as paragraphs.
 */
export function* blocksOf(text: string): Generator<Block> {
  const reader = new BlockReader(text);
  for (const line of linesOf(text)) yield* reader.read(line);
  yield* reader.end();
}

type Open = { start: number; end: number; kind: BlockKind; lines: number; isParagraph: boolean };

/** Reads line by line. A fenced block ends with its fence, a list not with a blank line, any other with one. */
class BlockReader {
  readonly #text: string;
  #open: Open | undefined;
  #fence: string | undefined;
  #blankBefore = false;

  constructor(text: string) {
    this.#text = text;
  }

  *read(line: Line): Generator<Block> {
    if (this.#fence !== undefined) {
      this.#extend(line);
      if (closes(line.text, this.#fence)) yield* this.end();
      return;
    }
    if (isBlank(this.#text, line.start, line.end)) {
      if (this.#open?.kind !== 'list') yield* this.end();
      this.#blankBefore = true;
      return;
    }
    yield* this.#readVisible(line);
    this.#blankBefore = false;
  }

  *#readVisible(line: Line): Generator<Block> {
    const opened = fence.exec(line.text)?.[1];
    const open = this.#open;
    if (opened !== undefined) {
      yield* this.#begin('lines', line);
      this.#fence = opened;
    } else if (atxHeading.test(line.text)) {
      yield* this.#begin('heading', line);
      yield* this.end();
    } else if (open?.kind === 'text' && open.lines === 1 && underline.test(line.text)) {
      this.#extend(line);
      open.kind = 'heading';
      yield* this.end();
    } else if (tableRow.test(line.text)) {
      if (open?.kind === 'lines') this.#extend(line);
      else yield* this.#begin('lines', line);
    } else if (this.#isListed(line)) {
      if (open?.kind === 'list') this.#extend(line);
      else yield* this.#begin('list', line);
    } else if (open?.kind === 'text' && !open.isParagraph && !isParagraph(line)) {
      this.#extend(line);
    } else {
      yield* this.#begin('text', line);
    }
  }

  /** True for an item, and for what goes on with the item before it. */
  #isListed(line: Line): boolean {
    if (this.#open?.kind === 'text') return interrupting.test(line.text);
    if (listItem.test(line.text)) return true;
    return this.#open?.kind === 'list' && (!this.#blankBefore || indented.test(line.text));
  }

  *#begin(kind: BlockKind, line: Line): Generator<Block> {
    yield* this.end();
    this.#open = { start: line.start, end: line.end, kind, lines: 1, isParagraph: isParagraph(line) };
  }

  #extend({ end }: Line): void {
    if (this.#open === undefined) return;
    this.#open.end = end;
    this.#open.lines += 1;
  }

  /** What has been read as a block. */
  *end(): Generator<Block> {
    const open = this.#open;
    this.#open = undefined;
    this.#fence = undefined;
    if (open === undefined) return;
    const piece = pieceOf(this.#text, open.start, open.end);
    if (piece === undefined) return;
    const isLong = open.kind === 'heading' && piece.words > longestHeading;
    yield { ...piece, kind: isLong ? 'text' : open.kind };
  }
}

const isParagraph = ({ start, end }: Line): boolean => end - start > longestWrap;

const closes = (line: string, opened: string): boolean => {
  const mark = line.trim();
  return mark.length >= opened.length && mark === opened.charAt(0).repeat(mark.length);
};

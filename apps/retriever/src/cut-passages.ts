import { setImmediate as turn } from 'node:timers/promises';
import { type Block, blocksOf } from './cutting/blocks.ts';
import { divide } from './cutting/divide.ts';
import { fits, joined, type Piece, type Span } from './cutting/piece.ts';

export type { Span } from './cutting/piece.ts';

/** A passage shorter than this is read together with its neighbour. */
const fewestWords = 40;

/** A very long document is cut in turns of this length; whoever else waits for the event loop comes between. */
const turnMs = 10;

/**
 * Cuts a document into passages of 200 words at most, in reading order, without overlap: `text.slice(start, end)`
 * is the passage, and nothing but white space lies between two.
 *
 * Paragraphs, lists, tables and code blocks (`blocksOf`) of 40 to 200 words are passages of their own, with the
 * headings before them. A longer one is cut into parts of about equal size: text between sentences, a list
 * between items, code and tables between lines, and only what is still too long between words, or between
 * characters. A shorter one is joined with the one after it where both fit into 200 words, unless that one opens
 * a section and the one before has room.
 */
export const cutPassages = (text: string): Span[] => [...passagesOf(text)];

/** As `cutPassages`, without keeping the event loop from others. */
export const cutPassagesInTurns = async (text: string): Promise<Span[]> => {
  const passages: Span[] = [];
  let since = performance.now();
  for (const passage of passagesOf(text)) {
    passages.push(passage);
    if (performance.now() - since < turnMs) continue;
    await turn();
    since = performance.now();
  }
  return passages;
};

/** A piece of a document; `opens` where it begins with a heading. */
type Part = Piece & { opens: boolean };

function* passagesOf(text: string): Generator<Span> {
  let before: Part | undefined;
  let last: Part | undefined;
  for (const part of partsOf(text)) {
    if (last === undefined) {
      last = part;
      continue;
    }
    if (last.words < fewestWords) {
      const fitsBefore: boolean = before !== undefined && !last.opens && fits(before, last);
      if (fits(last, part) && !(part.opens && fitsBefore)) {
        last = joinedParts(last, part);
        continue;
      }
      if (before !== undefined && fitsBefore) {
        [before, last] = [joinedParts(before, last), part];
        continue;
      }
    }
    if (before !== undefined) yield spanOf(before);
    [before, last] = [last, part];
  }
  if (before !== undefined && last !== undefined && last.words < fewestWords && fits(before, last)) {
    yield spanOf(joinedParts(before, last));
    return;
  }
  if (before !== undefined) yield spanOf(before);
  if (last !== undefined) yield spanOf(last);
}

const joinedParts = (part: Part, next: Part): Part => ({ ...joined(part, next), opens: part.opens });

const spanOf = ({ start, end }: Piece): Span => ({ start, end });

/** What leads to a block is at most this long together: a title page is not a heading. */
const longestLead = 60;

/** The blocks of a text with the headings and lead-ins (`Then do this:`) before them, cut to a passage's size. */
function* partsOf(text: string): Generator<Part> {
  let lead: Part | undefined;
  for (const block of blocksOf(text)) {
    const opens = block.kind === 'heading';
    if (opens || isLeadIn(text, block)) {
      if (lead !== undefined && (opens > lead.opens || lead.words + block.words > longestLead)) yield lead;
      else if (lead !== undefined) {
        lead = joinedParts(lead, { ...block, opens });
        continue;
      }
      lead = { ...block, opens };
      continue;
    }
    let isFirst = true;
    for (const part of divide(text, lead, block)) {
      yield { ...part, opens: isFirst && lead?.opens === true };
      isFirst = false;
    }
    lead = undefined;
  }
  if (lead !== undefined) yield lead;
}

const isLeadIn = (text: string, { kind, end, words }: Block): boolean =>
  kind === 'text' && words < fewestWords && /[:：]/.test(text.charAt(end - 1));

import { after, before, isWord } from '../linear-regex/edges.ts';
import type { Span } from '../linear-regex/run.ts';
import { spend, type Work } from '../linear-regex/work.ts';

/** A tree of the entries by their characters; `entry` is the number of the one that ends here. */
type Branch = { next: Map<string, Branch>; entry?: number };

/** Words that are findings wherever they stand by themselves, in any case; the first listed wins. */
export type DenyList = { root: Branch };

/** A list of words of somebody else's. Empty ones are left out: they would stand everywhere. */
export const denyListOf = (words: readonly string[]): DenyList => {
  const root: Branch = { next: new Map() };
  for (const [number, word] of words.entries()) {
    let branch = root;
    for (const character of word) branch = childOf(branch, folded(character));
    if (branch !== root) branch.entry ??= number;
  }
  return { root };
};

const childOf = (branch: Branch, character: string): Branch => {
  const known = branch.next.get(character);
  if (known !== undefined) return known;
  const made: Branch = { next: new Map() };
  branch.next.set(character, made);
  return made;
};

const folded = (character: string): string => character.toUpperCase().toLowerCase();

/**
 * Where a text holds a word of the list with no part of a word on either side, none over another: what
 * Presidio's `(?:^|(?<=\W))(...)(?:(?=\W)|$)` finds. Takes its steps off `work`; throws `WorkExceeded`.
 */
export const findDenied = ({ root }: DenyList, text: string, work: Work): Span[] => {
  const spans: Span[] = [];
  for (let at = 0; at < text.length; ) {
    const end = isWord(before(text, at)) ? undefined : entryAt(root, text, at, work);
    if (end !== undefined) spans.push({ start: at, end });
    at = end ?? at + widthAt(text, at);
  }
  return spans;
};

/** Where the entry that begins here ends. */
const entryAt = (root: Branch, text: string, start: number, work: Work): number | undefined => {
  let branch: Branch | undefined = root;
  let best: { entry: number; end: number } | undefined;
  for (let at = start; at < text.length; ) {
    spend(work, 1);
    const width = widthAt(text, at);
    branch = branch.next.get(folded(text.slice(at, at + width)));
    if (branch === undefined) break;
    at += width;
    const { entry } = branch;
    const isWhole = entry !== undefined && !isWord(after(text, at));
    if (isWhole && (best === undefined || entry < best.entry)) best = { entry, end: at };
  }
  return best?.end;
};

const widthAt = (text: string, at: number): number => (after(text, at) > 0xffff ? 2 : 1);

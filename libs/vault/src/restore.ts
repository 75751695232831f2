import { findPlaceholders, type VaultEntry } from './placeholder.ts';

export type TextRange = { start: number; end: number };

/** A text with its values put back, and the way from offsets of the masked text to offsets of this one. */
export type Restored = {
  text: string;
  /** Placeholders that no value belongs to: they stay as they are. A model made them up. */
  unknown: number;
  /**
   * Where an offset of the masked text lies now. Inside a placeholder there is no such place: the `start`
   * of a range moves to the value's first character, its `end` behind the last one.
   */
  map(offset: number, edge?: 'start' | 'end'): number;
  /** A range of the masked text in the restored one: a value that it touches is inside it as a whole. */
  mapRange(range: TextRange): TextRange;
};

type Edit = { start: number; end: number; newStart: number; newEnd: number };

/**
 * Puts the original values back where a text names their placeholders, in any of the forms that models
 * write them in. A placeholder that is not among `entries` stays as it is: no value of another document
 * can appear. Restored values are not searched again. Offsets are UTF-16 units.
 */
export const restore = (text: string, entries: readonly VaultEntry[]): Restored => {
  const { entryOf, types } = indexEntries(entries);
  const pieces: string[] = [];
  const edits: Edit[] = [];
  let unknown = 0;
  let read = 0;
  let written = 0;
  for (const { start, end, placeholder, suffix } of findPlaceholders(text, types, entryOf)) {
    const entry = entryOf(placeholder);
    if (entry === undefined) {
      unknown += 1;
      continue;
    }
    const value = entry.original + suffix;
    pieces.push(text.slice(read, start), value);
    const newStart = written + (start - read);
    written = newStart + value.length;
    read = end;
    edits.push({ start, end, newStart, newEnd: written });
  }
  pieces.push(text.slice(read));

  const map: Restored['map'] = (offset, edge = 'start') => mapOffset(edits, offset, edge);
  return {
    text: pieces.join(''),
    unknown,
    map,
    mapRange: ({ start, end }) => ({ start: map(start, 'start'), end: map(end, 'end') }),
  };
};

/** The values by placeholder, and the types that they have. */
export const indexEntries = (entries: readonly VaultEntry[]) => {
  const byPlaceholder = new Map(entries.map((entry) => [entry.placeholder, entry]));
  return {
    entryOf: (placeholder: string): VaultEntry | undefined => byPlaceholder.get(placeholder),
    types: new Set(entries.map(({ type }) => type)),
  };
};

const mapOffset = (edits: readonly Edit[], offset: number, edge: 'start' | 'end'): number => {
  const edit = lastAtOrBefore(edits, offset);
  if (edit === undefined) return offset;
  if (offset >= edit.end) return edit.newEnd + (offset - edit.end);
  if (offset === edit.start) return edit.newStart;
  return edge === 'start' ? edit.newStart : edit.newEnd;
};

/** Binary search: the last edit that begins at or before the offset. */
const lastAtOrBefore = (edits: readonly Edit[], offset: number): Edit | undefined => {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edits[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return edits[low - 1];
};

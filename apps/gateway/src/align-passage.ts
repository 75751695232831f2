import { findPlaceholders, type VaultEntry } from '@rollcall/vault';

export type TextRange = { start: number; end: number };

/** One piece of a masked text beside the piece of the stored text that it stands for. */
type Pair = { masked: TextRange; stored: TextRange };

/**
 * Where ranges of a masked passage lie in the stored one. A placeholder stands for a person, whom the
 * passage may name by a part only ("Kovacs" for "Anna Kovacs"), so the stored text itself says how long
 * each masked value is: what lies between the unmasked pieces. Undefined where the two texts do not fit
 * together, as after the document was replaced.
 *
 * @returns a function from a range of the masked text to one of the stored text, UTF-16 units; a value that
 *   the range touches is inside as a whole
 */
export const alignPassage = (
  masked: string,
  stored: string,
  entries: readonly VaultEntry[],
): ((range: TextRange) => TextRange) | undefined => {
  const byPlaceholder = new Map(entries.map((entry) => [entry.placeholder, entry]));
  const types = new Set(entries.map(({ type }) => type));
  const found = findPlaceholders(masked, types, (placeholder) => byPlaceholder.get(placeholder)).filter(
    ({ placeholder }) => byPlaceholder.has(placeholder),
  );
  const pairs: Pair[] = [];
  let read = found[0]?.start ?? masked.length;
  let at = read;
  if (!stored.startsWith(masked.slice(0, read))) return undefined;
  for (const [index, { start, end, placeholder }] of found.entries()) {
    const next = found[index + 1]?.start ?? masked.length;
    const literal = masked.slice(end, next);
    const isLast = index === found.length - 1;
    const stop = isLast
      ? stored.length - literal.length
      : endOfValue(stored, at, literal, byPlaceholder.get(placeholder)?.original ?? '');
    if (stop <= at || !stored.startsWith(literal, stop)) return undefined;
    pairs.push({ masked: { start, end }, stored: { start: at, end: stop } });
    read = next;
    at = stop + literal.length;
  }
  if (at !== stored.length) return undefined;

  const move = (offset: number, edge: 'start' | 'end'): number => {
    const pair = pairs.findLast((each) => each.masked.start <= offset);
    if (pair === undefined) return offset;
    if (offset >= pair.masked.end) return pair.stored.end + (offset - pair.masked.end);
    if (offset === pair.masked.start) return pair.stored.start;
    return pair.stored[edge];
  };
  return ({ start, end }) => ({ start: move(start, 'start'), end: move(end, 'end') });
};

/** The whole original if it stands there, else the least text before the next unmasked piece; -1 for neither. */
const endOfValue = (stored: string, at: number, literal: string, original: string): number => {
  const whole = at + original.length;
  if (stored.startsWith(original, at) && stored.startsWith(literal, whole)) return whole;
  return stored.indexOf(literal, at + 1);
};

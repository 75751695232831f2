/** Shorter values stand in ordinary words too often to say anything. */
const shortest = 3;

/** One form for composed and decomposed letters, upper and lower case, and all white space. */
const fold = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
const wordEdge = /[\p{L}\p{N}]/u;

/** A value that somebody planted, and what kind of personal data it is. */
export type Planted = { type: string; value: string };

/** True where the value stands in the text as a word of its own, whatever the case and the white space. */
export const standsIn = (value: string, text: string): boolean => isWithin(fold(value), fold(text));

const isWithin = (wanted: string, searched: string): boolean => {
  if (wanted.length < shortest) return false;
  const first = wordEdge.test(wanted[0] ?? '');
  const last = wordEdge.test(wanted.at(-1) ?? '');
  for (let at = searched.indexOf(wanted); at !== -1; at = searched.indexOf(wanted, at + 1)) {
    const before = searched[at - 1] ?? ' ';
    const after = searched[at + wanted.length] ?? ' ';
    if (!(first && wordEdge.test(before)) && !(last && wordEdge.test(after))) return true;
  }
  return false;
};

/**
 * How many planted values stand in a masked text, by type; types without any are left out. A value that is
 * planted more than once, or found more than once, counts once.
 */
export const countLeaked = (planted: Planted[], maskedText: string): Record<string, number> => {
  const searched = fold(maskedText);
  const found = new Map<string, string>();
  for (const { type, value } of planted) {
    const wanted = fold(value);
    if (isWithin(wanted, searched)) found.set(`${type} ${wanted}`, type);
  }
  const byType: Record<string, number> = {};
  for (const type of found.values()) byType[type] = (byType[type] ?? 0) + 1;
  return byType;
};

/** Shorter values stand in ordinary words too often to say anything. */
const shortest = 3;

const fold = (text: string): string => text.toLowerCase().replace(/\s+/gu, ' ').trim();
const wordEdge = /[\p{L}\p{N}]/u;

/** True where the value stands in the text as a word of its own, whatever the case and the white space. */
export const standsIn = (value: string, text: string): boolean => {
  const wanted = fold(value);
  const searched = fold(text);
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

/** How many of a document's planted values stand in a masked text, by type; types without any are left out. */
export const countLeaked = (
  planted: { type: string; value: string }[],
  maskedText: string,
): Record<string, number> => {
  const byType: Record<string, number> = {};
  for (const { type, value } of planted) {
    if (standsIn(value, maskedText)) byType[type] = (byType[type] ?? 0) + 1;
  }
  return byType;
};

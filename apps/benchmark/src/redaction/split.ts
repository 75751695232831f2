export const splitParts = ['train', 'test'] as const;

/** One side of the split of annotated texts. */
export type SplitPart = (typeof splitParts)[number];

/** 32-bit FNV-1a over UTF-8 (draft-eastlake-fnv). */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
};

/**
 * The side of a text by its template, or by its id where it has none: three of ten templates are for testing. Texts
 * of one template are never on both sides.
 */
export const partOf = (group: string): SplitPart => (fnv1a(group) % 10 < 3 ? 'test' : 'train');
